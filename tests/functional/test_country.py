"""A government's view: the own country alone, in counts that point at nobody, blind ones least."""

import random
from collections import Counter

import pytest

from matchmaker.services.country_facts import Published, told
from tests.factories.listings import make_need, make_offer, make_organization, make_user


@pytest.fixture
def focal_point(sessions, password_hash, sign_in):
    with sessions.writing() as session:
        government = make_organization(session, type="government", country="NO")
        user = make_user(session, government, role="focal_point", password_hash=password_hash)
    return sign_in(user)


@pytest.fixture
def norway(sessions):
    with sessions.writing() as session:
        for number in range(7):
            owner = make_organization(session, country="NO", name=f"Fjord Works {number}")
            make_need(session, owner, technologies=["ccus"], trl=7, title="A need of Fjord")
        for _ in range(6):
            make_offer(session, make_organization(session, country="SE"), technologies=["ccus"])


def row(browser, table, label):
    frame = browser.page.find(id=f"table-{table}").parent
    for found in frame.select("tbody tr"):
        if found.th.get_text() == label:
            return [cell.get_text() for cell in found.select("td")]
    raise AssertionError(f"no row {label}")


def test_a_focal_point_sees_demand_gaps_and_no_name(norway, focal_point):
    browser = focal_point.get("/country")

    assert row(browser, "sectors", "Iron and steel") == ["[c]", "7", "[c]"]
    assert row(browser, "gaps-technology", "Carbon capture, use and storage")[-1] == "Here"
    assert "Fjord" not in browser.html
    assert focal_point.get("/").page.find("a", href="/country")


def test_a_focal_point_sees_the_own_country_alone(norway, focal_point):
    assert focal_point.get("/country?code=NO").status == 200
    assert focal_point.get("/country?code=SE").status == 404
    assert focal_point.get("/country/figures.csv?code=SE").status == 404


def test_the_file_tells_what_the_page_tells(norway, focal_point):
    answer = focal_point.client.get("/country/figures.csv")

    assert answer.mimetype == "text/csv"
    assert "By sector,Iron and steel,Need,7," in answer.data.decode("utf-8-sig")
    assert "Fjord" not in answer.data.decode()


def test_the_secretariat_looks_at_any_country(norway, cast, sign_in):
    browser = sign_in(cast.officer).get("/country")
    assert "Choose a country" in browser.text
    assert row(browser.get("/country?code=NO"), "sectors", "Iron and steel")[1] == "7"
    assert browser.get("/country?code=XX").status == 404
    assert browser.get("/country/figures.csv").status == 404


def test_a_member_sees_no_country(cast, sign_in):
    assert sign_in(cast.asker).get("/country").status == 404


def listing(country, *, blind, sector="steel", kind="offer"):
    return Published(kind, country, blind, frozenset({sector}), frozenset(), "untold", frozenset())


def test_few_blind_listings_are_never_added_to_the_open_ones():
    rows = [listing("NO", blind=False)] * 9 + [listing("NO", blind=True)] * 4

    assert told(rows, "NO").value("sector", "steel", "offer") == 9


def test_many_blind_listings_are_added_where_the_region_hides_no_small_rest():
    rows = [listing("NO", blind=False)] * 9 + [listing("NO", blind=True)] * 6
    others = [listing("SE", blind=True)] * 8

    assert told(rows + others, "NO").value("sector", "steel", "offer") == 15


def test_blind_listings_are_not_added_where_the_rest_of_the_region_is_small():
    rows = [listing("NO", blind=False)] * 9 + [listing("NO", blind=True)] * 6
    others = [listing("SE", blind=True)] * 2

    assert told(rows + others, "NO").value("sector", "steel", "offer") == 9


def test_subtracting_what_browsing_counts_never_leaves_one_to_four():
    """The attack: figure less the open listings of the country, which every member counts."""
    rng = random.Random(3)
    for _ in range(6):
        rows = [
            listing(
                rng.choice(("NO", "SE", "DE")),
                blind=rng.random() < 0.6,
                sector=rng.choice(("steel", "cement")),
                kind=rng.choice(("offer", "need")),
            )
            for _ in range(rng.randint(5, 90))
        ]
        found = told(rows, "NO")
        is_open = (r for r in rows if r.country == "NO" and not r.is_blind)
        counted = Counter(place for r in is_open for place in r.places())
        for place in found.counts:
            if place not in found.hidden and place[0] != "all":
                left = found.counts[place] - counted[place]
                assert left == 0 or left >= 5, place
