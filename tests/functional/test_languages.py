"""Languages: found while a listing is written, and the gap that the secretariat reads."""

import json

import pytest
from sqlalchemy import select

from embeddings.hashing import HashingEncoder
from matchmaker.services import listings
from matchmaker.services.indexing import index_listings
from matchmaker.services.language_report import LanguageGap, LanguageRow, keep
from matchmaker.services.sign_in import actor_of
from models import Listing, Organization
from tests.factories.exchange import make_exchange
from tests.factories.listings import NOW
from tests.functional.console import Console

PAGE = "/secretariat/languages"
SWEDISH = "Vi söker en partner som kan ta vara på spillvärmen från vår ugn i norra Sverige."


def test_a_listing_without_a_language_gets_that_of_its_texts(sessions, cast):
    with sessions.writing() as session:
        owner = session.get_one(Organization, cast.need.organization_id)
        values = {"title": "Spillvärme", "teaser": SWEDISH}
        actor = actor_of(session.merge(cast.asker))
        listing = listings.create(session, actor, "need", owner, values, now=NOW)
        assert listing.language == "sv"


def test_the_form_leaves_the_language_open_and_keeps_a_choice(sessions, cast, sign_in):
    page = sign_in(cast.asker).get("/needs/new")
    assert page.page.find("select", {"name": "language"}).find("option", selected=True) is None
    page.submit("/needs/new", title="Spillvärme", teaser=SWEDISH, intent="draft")
    sign_in(cast.asker).get("/needs/new").submit(
        "/needs/new", title="Spillvärme, vald", teaser=SWEDISH, language="nb", intent="draft"
    )
    with sessions.reading() as session:
        query = select(Listing.title, Listing.language).where(Listing.title.like("Spillvärme%"))
        found = {row.title: row.language for row in session.execute(query)}
    assert found == {"Spillvärme": "sv", "Spillvärme, vald": "nb"}


def test_before_anything_is_measured_the_page_says_how(cast, sign_in):
    page = sign_in(cast.officer).get(PAGE)
    assert "Not measured yet" in page.text
    assert "matchmaker match languages" in page.text


def test_the_page_shows_what_was_measured(tmp_path, cast, sign_in):
    rows = (
        LanguageRow("sv", 0.83, 0.71, understood=True),
        LanguageRow("hi", 0.4, 0.25, understood=False),
    )
    keep(LanguageGap(NOW, "model@1", 40, 12, rows), tmp_path)
    page = sign_in(cast.auditor).get(PAGE)
    first, second = page.page.select("tbody tr")
    assert list(first.stripped_strings) == ["Swedish", "83%", "0.71", "meaning"]
    assert list(second.stripped_strings) == ["Hindi", "40%", "0.25", "words alone"]
    assert "62%" in page.text
    assert "model@1" in page.text


def test_a_measurement_by_words_alone_says_so(tmp_path, cast, sign_in):
    row = LanguageRow("sv", 0.1, 0.05, understood=False)
    keep(LanguageGap(NOW, "", 40, 12, (row,)), tmp_path)
    assert "without a language model" in sign_in(cast.officer).get(PAGE).text


def test_members_do_not_find_the_page(cast, sign_in):
    assert sign_in(cast.asker).get(PAGE).status == 404


@pytest.fixture
def console(tmp_path, sessions):
    with sessions.writing() as session:
        exchange = make_exchange(session, needs=1, offers=20, capabilities=4)
        index_listings(session, HashingEncoder(), [o.id for o in exchange.all], now=NOW)
    return Console(tmp_path)


def test_the_operator_measures_and_the_secretariat_reads(console, cast, sign_in):
    text = console("match", "languages")
    assert text.startswith("12 needs, ")
    assert "Swedish" in text
    found = json.loads(console("match", "languages", "--json"))
    assert {row["language"] for row in found["rows"]} >= {"sv", "hi", "ja", "zh"}
    assert "Chinese" in sign_in(cast.officer).get(PAGE).text


def test_an_empty_market_is_refused_in_one_sentence(tmp_path, database):
    result = Console(tmp_path).run("match", "languages")
    assert result.exit_code == 1
    assert "at least 20 indexed offers" in str(result.exception)
