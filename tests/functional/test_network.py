"""Who could work with whom: one's own matches for a member, open listings for the secretariat."""

import pytest

from matchmaker.services import desk_figures, desk_store, interests
from matchmaker.services.sign_in import actor_of
from models import Membership, User
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, make_blind_offer
from tests.factories.consortia import make_consortium
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
)
from tests.factories.matches import make_match


def marks(browser):
    """What is read of each link of the picture."""
    return [a["aria-label"] for a in browser.page.select(".picture-wide svg a")]


def rows(browser, table=0):
    bodies = browser.page.select("main table tbody")
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in (bodies[table].select("tr") if bodies else [])
    ]


def count_figures(sessions):
    """What the worker does every ten minutes."""
    with sessions.writing() as session:
        desk_store.write(session, desk_figures.count(session, now=NOW), now=NOW)


@pytest.fixture
def open_pair(cast, sessions):
    """An open need and an open offer of two others, which fit; nobody of the cast owns them."""
    with sessions.writing() as session:
        works = make_organization(session, name="Chile Works", country="CL")
        makers = make_organization(session, name="Kiln Makers", type="supplier", country="KE")
        need = make_need(session, works, title="Heat wanted", sectors=["cement"])
        make_match(session, need, make_offer(session, makers, title="Kiln"), band="strong")
        return works, makers


def test_a_member_sees_whose_listings_fit_its_own(cast, open_pair, sessions, sign_in):
    with sessions.writing() as session:
        need, (_works, makers) = session.merge(cast.need), open_pair
        offer = make_offer(session, session.merge(makers), title="Second kiln")
        make_match(session, need, offer, band="strong", rank=2)
    page = sign_in(cast.asker).get("/network")

    assert marks(page) == [
        "Need: Use for carbon monoxide in off-gas",
        "Kiln Makers: Second kiln",
        "Blind, Northern Europe: Gas fermentation to ethanol",
    ]
    assert [row[1:4] for row in rows(page)] == [
        ["Kiln Makers", "Second kiln", "Strong match Open the match"],
        ["Blind, Northern Europe", "Gas fermentation to ethanol", "Good match Open the match"],
    ]
    assert "Both are in iron and steel" in page.text


def test_two_blind_listings_of_one_owner_are_two_marks(cast, sessions, sign_in):
    with sessions.writing() as session:
        need, offer = session.merge(cast.need), session.merge(cast.offer)
        second = make_blind_offer(session, offer.organization)
        second.title = "Another fermentation"
        make_match(session, need, second, rank=2)
    page = sign_in(cast.asker).get("/network")

    assert [mark for mark in marks(page) if mark.startswith("Blind")] == [
        "Blind, Northern Europe: Gas fermentation to ethanol",
        "Blind, Northern Europe: Another fermentation",
    ]
    assert OTHER_CANARY not in page.html.lower()


def test_what_others_could_do_together_is_not_for_a_member(cast, open_pair, sign_in):
    page = sign_in(cast.asker).get("/network")

    assert "Chile Works" not in page.html
    assert sign_in(cast.asker).get("/secretariat/network").status == 404


def test_a_hidden_counterpart_is_neither_drawn_nor_counted(cast, sessions, sign_in):
    reader = sign_in(cast.asker)
    before = reader.get("/network").page.find("main")
    with sessions.writing() as session:
        need = session.merge(cast.need)
        far = make_organization(session, name="Far Works")
        hidden = make_offer(session, far, hidden_from=[need.organization])
        make_match(session, need, hidden, band="strong", rank=2)
        make_consortium(session, need, [hidden, session.merge(cast.offer)])

    assert reader.get("/network").page.find("main") == before


def test_a_consortium_of_an_own_listing_is_marked_and_listed(cast, open_pair, sessions, sign_in):
    with sessions.writing() as session:
        need, offer = session.merge(cast.need), session.merge(cast.offer)
        helper = make_capability(session, make_organization(session, name="Slag Institute"))
        made = make_consortium(session, need, [offer, helper])
        make_match(session, need, helper, rank=2)
        reference = made.reference
    page = sign_in(cast.asker).get("/network")

    assert [text.get_text() for text in page.page.select(".picture-wide .net-label")] == [
        "Blind, Northern Europe ◇1",
        "Slag Institute ◇1",
    ]
    assert rows(page, 1)[0][2] == "Blind, Northern Europe, Slag Institute"
    assert page.page.find("a", href=f"/consortia/{reference}")
    assert OTHER_CANARY not in page.html.lower()


def test_bands_and_sectors_narrow_the_picture(cast, open_pair, sessions, sign_in):
    with sessions.writing() as session:
        need, (_works, makers) = session.merge(cast.need), open_pair
        maybe = make_offer(session, session.merge(makers), title="Glass kiln", sectors=["glass"])
        make_match(session, need, maybe, band="possible", rank=2)
    browser = sign_in(cast.asker)

    assert len(rows(browser.get("/network"))) == 1
    assert len(rows(browser.get("/network?band=possible"))) == 2
    assert [row[2] for row in rows(browser.get("/network?band=possible&sector=glass"))] == [
        "Glass kiln"
    ]
    assert "No proposal fits all of that" in browser.get("/network?band=strong").text
    assert len(rows(browser.get("/network?band=nonsense&sector=nonsense"))) == 1


def test_who_has_no_listing_is_told_what_would_be_here(cast, sessions, sign_in):
    with sessions.writing() as session:
        session.merge(cast.need).state = "withdrawn"

    assert "Nothing to draw yet" in sign_in(cast.asker).get("/network").text
    assert "There is nothing of your own to draw" in sign_in(cast.officer).get("/network").text


def test_the_secretariat_sees_the_whole_network_of_open_listings(
    cast, open_pair, sessions, sign_in
):
    browser = sign_in(cast.officer)
    assert "Nothing is counted yet" in browser.get("/secretariat/network").text
    count_figures(sessions)
    page = browser.get("/secretariat/network")

    assert marks(page) == ["Chile Works: 1 proposal", "Kiln Makers: 1 proposal"]
    assert rows(page) == [["Chile Works", "Kiln Makers", "Strong match", "1"]]
    assert len(rows(browser.get("/secretariat/network?sector=cement&band=strong"))) == 1
    assert "No proposal fits" in browser.get("/secretariat/network?sector=glass").text
    assert "No proposal fits" in browser.get("/secretariat/network?band=good").text


def test_no_blind_listing_counts_in_the_whole_network(cast, open_pair, sessions, sign_in):
    count_figures(sessions)
    for reader in (cast.officer, cast.auditor):
        page = sign_in(reader).get("/secretariat/network").page.find("main").decode().lower()
        assert ASKING_CANARY not in page
        assert OTHER_CANARY not in page


def test_who_is_not_impartial_does_not_see_the_whole_network(cast, open_pair, sessions, sign_in):
    count_figures(sessions)
    with sessions.writing() as session:
        officer, auditor = session.merge(cast.officer), session.merge(cast.auditor)
        organization = session.merge(open_pair[0])
        interests.declare(session, actor_of(officer), organization, reason="Ties", now=NOW)
        auditor.memberships.append(Membership(organization=organization, role="contributor"))

    for reader in (cast.officer, cast.auditor):
        browser = sign_in(session_user(sessions, reader))
        assert browser.get("/secretariat/network").status == 404
        assert "/secretariat/network" not in browser.get("/secretariat/market").html


def session_user(sessions, user):
    """The person as the database has it now."""
    with sessions.reading() as session:
        return session.get_one(User, user.id)


def test_of_very_many_organizations_the_best_connected_are_drawn(cast, sessions, sign_in):
    with sessions.writing() as session:
        offer = make_offer(session, make_organization(session, name="Hub"))
        for at in range(61):
            owner = make_organization(session, name=f"Spoke {at:02}")
            make_match(session, make_need(session, owner), offer)
    count_figures(sessions)
    page = sign_in(cast.officer).get("/secretariat/network")

    assert "60 of 62 organizations" in page.text
    assert len(marks(page)) == 60
    assert marks(page)[0] == "Hub: 59 proposals"
