"""The preview is what another member gets: made by the same rule, from the page and the form."""

import re

import pytest

from matchmaker.services import listing_search
from matchmaker.services.listing_views import preview, view
from matchmaker.services.sign_in import actor_of
from models import Listing
from tests.factories.cast import ASKING_CANARY
from tests.factories.listings import (
    make_capability,
    make_need,
    make_offer,
    make_organization,
    make_user,
)
from tests.functional.test_listings import NEED

MAKERS = {"offer": make_offer, "need": make_need, "capability": make_capability}
TEXT = {"title": "Heat from slag", "teaser": "Slag heat.", "description": "Much of it."}
VARIANTS = (
    {},
    {"language": "de", "trl": None, "technologies": ["ccus"], "countries": ["IN"]},
    {"collaborations": [], "sectors": ["steel", "cement"], "partnership": "Two of us"},
)


def main_of(html):
    """The part of a page that is about the listing, without what the reader may do with it."""
    found = re.search(r'<div class="listing-main">.*?<aside', html, re.DOTALL)
    return " ".join(found[0].split())


def card_of(page, title):
    cards = page.page.select("article.card-listing")
    (card,) = (card for card in cards if title in card.text)
    return " ".join(card.get_text(" ").split())


@pytest.mark.parametrize("disclosure", ["open", "blind"])
@pytest.mark.parametrize("kind", MAKERS)
def test_the_view_of_a_preview_is_that_of_another_member(sessions, kind, disclosure):
    with sessions.writing() as session:
        reader = actor_of(make_user(session, make_organization(session, country="IN")))
        for fields in VARIANTS:
            listing = MAKERS[kind](session, disclosure=disclosure, **{**TEXT, **fields})
            assert preview(listing) == view(reader, listing, detailed=True)


@pytest.mark.parametrize("disclosure", ["open", "blind"])
@pytest.mark.parametrize("kind", MAKERS)
def test_the_pages_are_the_same_to_the_letter(sessions, sign_in, password_hash, kind, disclosure):
    with sessions.writing() as session:
        listing = MAKERS[kind](session, disclosure=disclosure, **TEXT)
        listing_search.put(session, listing)
        owner = make_user(session, listing.organization, password_hash=password_hash)
        reader = make_user(session, password_hash=password_hash)
    address = f"/listings/{listing.reference}"
    own, others = sign_in(owner).get(f"{address}?as=others"), sign_in(reader).get(address)
    assert main_of(own.html) == main_of(others.html)
    browsed = others.get("/listings")
    assert card_of(own, TEXT["title"]) == card_of(browsed, TEXT["title"])

    form = sign_in(owner).get(f"{address}/edit")
    assert main_of(posted(form).html) == main_of(own.html)


def posted(page, **fields):
    """What the preview button of the form at hand sends."""
    tree = page.page
    form = tree.find("form", id="listing-form")
    form["action"] = form.find("button", formtarget="_blank")["formaction"]
    page.html = str(tree)
    return page.submit("/preview", **fields)


def test_a_new_listing_is_looked_at_before_anything_is_saved(cast, sessions, sign_in):
    page = sign_in(cast.asker).get("/needs/new")
    form = posted(page, **NEED, disclosure="blind", description=f"At {ASKING_CANARY} Works")
    assert form.status == 200
    assert NEED["title"] in form.text
    assert "the region of your organization: South Asia" in form.text
    shown, held = form.page.select_one(".notice").find_all("strong")
    for label in ("Title", "Teaser", "Sectors"):
        assert label in shown.parent.text
        assert label not in held.parent.text
    for label in ("name, type and country of your organization", "Description", "The problem"):
        assert label in form.text
    assert ASKING_CANARY not in str(form.page.find("main")).lower()
    with sessions.reading() as session:
        assert session.query(Listing).count() == 2


def test_the_preview_names_what_is_held_back_and_shows_none_of_it(cast, sign_in):
    page = sign_in(cast.answerer).get(f"/listings/{cast.offer.reference}?as=others")
    for label in ("Description", "Patent number", "Timeline", "Innovation partnership"):
        assert label in page.page.select_one(".notice").text
    assert "plover" not in str(page.page.find("main")).lower()


def test_nobody_else_previews_a_listing(cast, sign_in):
    page = sign_in(cast.asker).get("/account")
    assert page.post(f"/listings/{cast.offer.reference}/preview").status == 404
    assert page.get(f"/listings/{cast.need.reference}/preview").status in (404, 405)


def test_a_form_without_a_title_is_previewed_under_the_name_that_saving_gives(cast, sign_in):
    page = sign_in(cast.asker).get("/needs/new").post("/needs/preview", title="", teaser="Fines.")
    assert page.status == 200
    assert page.page.h1.get_text(strip=True) == "Untitled need"
    assert page.page.select_one(".card-title a").get_text(strip=True) == "Untitled need"
