"""A member looks for listings: words, facets with counts, pages, and what to do when none fit."""

from collections.abc import Callable

import pytest
from bs4 import Tag

from matchmaker.services import listing_search
from models import Listing, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import make_capability, make_need, make_offer, make_organization
from tests.helpers import Browser

SignIn = Callable[[User], Browser]


def publish(sessions: Sessions, *make: Callable[..., Listing]) -> list[Listing]:
    """Rows that the word search knows, as the worker leaves them."""
    with sessions.writing() as session:
        listings = [one(session) for one in make]
        for listing in listings:
            listing_search.put(session, listing)
    return listings


def facet(page: Browser, label: str) -> Tag:
    """The link of a facet's value."""
    for link in page.page.select(".facet a"):
        if link.select_one(".facet-label") and label in link.get_text(" ", strip=True):
            return link
    raise AssertionError(f"no facet value {label!r}")


def test_words_find_what_is_said_and_nothing_else(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    publish(
        sessions,
        lambda s: make_offer(s, title="Hydrogen burner for soaking pits"),
        lambda s: make_offer(s, title="Slag granulation with dry air"),
    )
    page = sign_in(cast.asker).get("/listings?q=hydrogen+burn")

    assert "Hydrogen burner for soaking pits" in page.text
    assert "Slag granulation" not in page.text
    assert "1 listing" in page.text


def test_a_facet_narrows_the_list_and_is_taken_out_again(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    publish(
        sessions,
        lambda s: make_offer(s, title="For cement", sectors=["cement"]),
        lambda s: make_offer(s, title="For glass", sectors=["glass"]),
    )
    page = sign_in(cast.asker).get("/listings")
    link = facet(page, "Cement and concrete")
    assert link.select_one(".facet-count").get_text() == "1"

    page.get(link["href"])
    assert "For cement" in page.text
    assert "For glass" not in page.text
    assert facet(page, "Glass and ceramics").select_one(".facet-count").get_text() == "1"

    page.get(facet(page, "Cement and concrete")["href"])
    assert "For glass" in page.text


def test_codes_of_one_facet_widen_and_facets_narrow_one_another(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    publish(
        sessions,
        lambda s: make_offer(s, title="Offer for cement", sectors=["cement"]),
        lambda s: make_need(s, title="Need in glass", sectors=["glass"]),
        lambda s: make_capability(s, title="Laboratory for mines", sectors=["mining"]),
    )
    page = sign_in(cast.asker).get("/listings?sector=cement&sector=glass")
    assert "Offer for cement" in page.text
    assert "Need in glass" in page.text
    assert "Laboratory for mines" not in page.text

    page.get("/listings?sector=cement&sector=glass&kind=need")
    assert "Need in glass" in page.text
    assert "Offer for cement" not in page.text


def test_chosen_words_and_codes_stay_with_a_new_search(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    publish(sessions, lambda s: make_offer(s, title="Kiln", sectors=["cement"]))
    page = sign_in(cast.asker).get("/listings?q=kiln&sector=cement&sort=title")
    form = page.page.find("form", role="search")
    assert isinstance(form, Tag)
    sent = {field["name"]: field["value"] for field in form.find_all("input")}
    assert sent == {"sector": "cement", "sort": "title", "q": "kiln"}


def test_nothing_found_says_what_to_do_next(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/listings?q=unobtainium")
    assert page.status == 200
    assert "Nothing fits all of that" in page.text
    assert "Clear all" in page.text


def test_a_long_list_comes_in_pages_that_keep_the_search(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    make = [
        lambda s, n=n: make_offer(s, title=f"Kiln {n:02}", sectors=["cement"]) for n in range(21)
    ]
    publish(sessions, *make)
    page = sign_in(cast.asker).get("/listings?sector=cement&sort=title")
    assert "Kiln 00" in page.text
    assert "Kiln 20" not in page.text

    page.get(page.page.find("a", rel="next")["href"])
    assert "Kiln 20" in page.text
    assert "Kiln 00" not in page.text


def test_the_newest_listing_stands_first_unless_a_title_is_asked_for(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    publish(sessions, lambda s: make_offer(s, title="Zinc"), lambda s: make_offer(s, title="Alum"))
    page = sign_in(cast.asker).get("/listings?sort=title&kind=offer&type=know_how")
    assert page.text.index("Alum") < page.text.index("Zinc")


def test_drafts_and_hidden_listings_are_neither_shown_nor_counted(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    asker = cast.need.organization
    publish(
        sessions,
        lambda s: make_offer(s, title="A draft", sectors=["aviation"], state="draft"),
        lambda s: make_offer(
            s, title="Hidden", sectors=["aviation"], hidden_from=[s.merge(asker, load=False)]
        ),
    )
    page = sign_in(cast.asker).get("/listings")
    assert "A draft" not in page.text
    assert "Hidden" not in page.text
    assert "Aviation" not in page.text


@pytest.mark.parametrize(
    "address",
    [
        "?page=0",
        "?page=-3",
        "?page=999999999999999999999999",
        "?page=x",
        "?sector=nonsense",
        "?sort=nonsense",
        "?trl=99&trl=x",
        '?q="*)(%00 NEAR OR',
        "?q=" + "long " * 500,
        "?kind[]=offer&sector=%F0%9F%8C%B1",
    ],
)
def test_no_address_breaks_the_page(cast: Cast, sign_in: SignIn, address: str) -> None:
    assert sign_in(cast.asker).get(f"/listings{address}").status == 200


def test_whoever_is_not_signed_in_is_asked_to_sign_in(browser: Callable[[], Browser]) -> None:
    page = browser().get("/listings?q=slag")
    assert page.url == "/sign-in"


def test_the_organization_page_lists_every_state_with_its_matches(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    with sessions.writing() as session:
        mine = session.merge(cast.need.organization, load=False)
        make_offer(session, mine, title="My draft", state="draft")
        make_offer(session, make_organization(session), title="Not mine", state="draft")
    page = sign_in(cast.asker).get("/organization")

    assert "My draft" in page.text
    assert cast.need.title in page.text
    assert "Not mine" not in page.text
    page.get("/organization?state=draft")
    assert "My draft" in page.text
    assert cast.need.title not in page.text
