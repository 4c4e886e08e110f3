"""Where listings come from: counted by what is public, so that blind ones are at no country."""

import pytest

from matchmaker.services import listing_search
from tests.factories.cast import make_blind_need
from tests.factories.listings import make_need, make_offer, make_organization


@pytest.fixture
def home(cast, sessions):
    """Open listings in Chile and Kenya; those of the cast are blind, in India and Sweden."""
    with sessions.writing() as session:
        chile = make_organization(session, name="Chile Works", country="CL")
        kenya = make_organization(session, name="Kenya Works", country="KE")
        listings = [
            make_offer(session, chile, title="Slag dryer", sectors=["cement"]),
            make_need(session, chile, title="Slag wanted"),
            make_need(session, kenya, title="Heat wanted"),
        ]
        for listing in listings:
            listing_search.put(session, listing)
        return chile


def numbers(browser):
    """Place → the numbers of its row: all, offers, needs, capabilities."""
    rows = browser.page.select("table.places tbody tr")
    return {
        row.th.get_text(strip=True): [int(cell.get_text()) for cell in row.select("td")]
        for row in rows
    }


def marks(browser):
    return {a["aria-label"]: a["href"] for a in browser.page.select(".world-map a")}


def test_open_listings_count_in_their_country_and_blind_ones_in_their_region_alone(
    cast, home, sign_in
):
    page = sign_in(cast.asker).get("/listings/map")

    assert numbers(page) == {
        "Chile": [2, 1, 1, 0],
        "Kenya": [1, 0, 1, 0],
        "Northern Europe": [1, 1, 0, 0],
        "South Asia": [1, 0, 1, 0],
    }
    assert "5 listings" in page.text


def test_the_picture_says_the_same_and_leads_to_the_lists(cast, home, sign_in):
    browser = sign_in(cast.asker)
    found = marks(browser.get("/listings/map"))

    assert found == {
        "Chile: 2 open listings": "/listings?country=CL",
        "Kenya: 1 open listing": "/listings?country=KE",
        "Northern Europe: 1 blind listing": "/listings?region=northern_europe",
        "South Asia: 1 blind listing": "/listings?region=south_asia",
    }
    assert "2 listings" in browser.get(found["Chile: 2 open listings"]).text


def test_nobody_finds_a_blind_listing_at_a_country_not_even_its_owner(cast, home, sign_in):
    for reader in (cast.asker, cast.answerer, cast.officer, cast.auditor):
        page = sign_in(reader).get("/listings/map")
        assert "India" not in page.text
        assert "Sweden" not in page.text
        assert numbers(sign_in(reader).get("/listings/map?country=SE")) == {}


def test_a_search_is_kept_from_the_list_to_the_map_and_back(cast, home, sign_in):
    browser = sign_in(cast.asker)
    browser.get("/listings?q=slag&kind=offer&page=3")
    (map_url,) = (a["href"] for a in browser.page.select(".tabs a") if a.get_text() == "Map")
    page = browser.get(map_url)

    assert numbers(page) == {"Chile": [1, 1, 0, 0]}
    assert list(marks(page).values()) == ["/listings?kind=offer&country=CL&q=slag"]
    assert page.page.find("a", string="Listings", href="/listings?kind=offer&q=slag")
    removal = page.page.select_one(".chosen a[href^='/listings/map']")
    assert numbers(browser.get(removal["href"]))["Chile"] == [2, 1, 1, 0]


def test_where_nothing_fits_the_map_says_so(cast, home, sign_in):
    page = sign_in(cast.asker).get("/listings/map?q=submarine")

    assert "Nothing fits all of that" in page.text
    assert page.page.select(".world-map") == []


def test_before_anything_is_published_the_map_says_so(cast, sessions, sign_in):
    with sessions.writing() as session:
        for listing in (session.merge(cast.need), session.merge(cast.offer)):
            listing.state = "withdrawn"

    assert "No listings yet" in sign_in(cast.asker).get("/listings/map").text


def test_a_listing_that_is_hidden_from_the_reader_changes_nothing(cast, home, sessions, sign_in):
    reader = sign_in(cast.asker)
    before = reader.get("/listings/map").page.find("main")
    with sessions.writing() as session:
        asking = session.merge(cast.need).organization
        far = make_organization(session, country="JP")
        for listing in (
            make_offer(session, far),
            make_blind_need(session, far),
            make_need(session, session.merge(home)),
        ):
            listing.hidden_from = [asking]

    assert reader.get("/listings/map").page.find("main") == before
    assert "Japan" in sign_in(cast.answerer).get("/listings/map").text
