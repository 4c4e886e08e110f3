"""Every page marks the section of the main navigation that it belongs to."""

import pytest


def marked(browser):
    here = browser.page.select(".site-nav a[aria-current]")
    return [(link.get_text(), link["aria-current"]) for link in here]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", [("Home", "page")]),
        ("/listings", [("Browse", "page")]),
        ("/listings/{offer}", [("Browse", "true")]),
        ("/listings/{need}", [("My organization", "true")]),
        ("/listings/{need}/matches", [("Matches", "true")]),
        ("/listings/{need}/matches/{offer}", [("Matches", "true")]),
        ("/listings/{need}/matches/{offer}/share", [("Matches", "true")]),
        ("/matches", [("Matches", "page")]),
        ("/needs/new", [("My organization", "true")]),
        ("/introductions", [("Introductions", "page")]),
        ("/account", []),
    ],
)
def test_a_page_marks_its_section(cast, sign_in, path, expected):
    address = path.format(need=cast.need.reference, offer=cast.offer.reference)

    assert marked(sign_in(cast.asker).get(address)) == expected


def test_the_secretariat_reads_matches_under_browse(cast, sign_in):
    browser = sign_in(cast.officer).get(f"/listings/{cast.need.reference}/matches")

    assert marked(browser) == [("Browse", "true")]


def test_only_who_may_write_a_listing_is_invited_to_post_one(cast, sign_in):
    for reader in (cast.auditor, cast.officer):
        assert (
            not sign_in(reader)
            .get(f"/listings/{cast.offer.reference}")
            .page.select("main a[href$='/new']")
        )


def test_a_page_that_is_not_there_offers_search_and_the_list_of_listings(cast, sign_in, browser):
    page = sign_in(cast.asker).get("/needs/nwe")
    assert page.status == 404
    assert page.page.select_one("main form[role=search] input[name=q]")
    assert page.page.select_one("main a[href='/listings']")
    page = browser().get("/needs/nwe")
    assert page.status == 404
    assert not page.page.select("main form")
