"""The page of one match: both texts as both sides may read them, with what they share marked."""

import datetime as dt

import pytest
from sqlalchemy import select

from models import Listing
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY
from tests.factories.listings import NOW, make_capability, make_need, make_offer, make_user
from tests.factories.matches import make_match

NEED = {
    "title": "Use for steel slag",
    "teaser": "A works in Odisha has slag.",
    "description": "Our furnaces leave slag.\nNobody   takes it yet.\n\nWe have rail & water.",
    "done_means": "A contract for five years.",
}
SAID = "Nobody takes it yet."
OFFER = {
    "title": "Cement from slag",
    "teaser": "Ground slag replaces clinker.",
    "problem_solved": "Works pay for taking slag away.",
}
EVIDENCE = {
    "ours": SAID,
    "theirs": OFFER["problem_solved"],
    "similarity": 0.6,
    "words": ["slag", "takes"],
    "marks": ["slag", "takes", "taking"],
}
REASONS = [
    {"verdict": "fits", "feature": "trl", "phrase": "TRL 7 meets 5", "influence": 0.12},
    {"verdict": "fits", "feature": "country", "phrase": "No limits", "influence": 0.0},
    {"verdict": "unknown", "feature": "deadline", "phrase": "No deadline shown", "influence": 0.0},
    {"verdict": "fits", "feature": "technology", "phrase": "Same route", "influence": 0.28},
    {"verdict": "misses", "feature": "sector", "phrase": "Other sector", "influence": -0.25},
    {"verdict": "unknown", "feature": "licence", "phrase": "No licence terms", "influence": 0.0},
]


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def match(cast, sessions):
    """Store a match of two open listings, the first of the asker; returns the page's address."""

    def make(need=(), offer=(), **fields):
        with sessions.writing() as session:
            owner = session.merge(cast.need.organization)
            ours = make_need(session, owner, **{**NEED, **dict(need)})
            theirs = make_offer(session, **{**OFFER, **dict(offer)})
            kept = {"reasons": REASONS, "evidence": EVIDENCE, **fields}
            make_match(session, ours, theirs, **kept)
            return f"/listings/{ours.reference}/matches/{theirs.reference}"

    return make


def other_of(session, page):
    """The counterpart of the match at this address."""
    query = select(Listing).where(Listing.reference == page.rpartition("/")[2])
    return session.scalars(query).one()


def in_text(browser):
    """The sentences that are marked in the two texts, without the legend above them."""
    return [" ".join(m.get_text().split()) for m in browser.page.select(".side mark.said")]


def test_the_card_leads_to_the_page_of_the_match(asker, match):
    page = match()
    asker.get(page.rpartition("/")[0])
    link = asker.page.select_one("a.match-pair")

    assert link["href"] == page
    assert asker.get(link["href"]).status == 200


def test_both_texts_stand_side_by_side_with_the_sentences_marked_in_place(asker, match):
    asker.get(match())

    ours, theirs = (side.get_text() for side in asker.page.select(".side"))
    assert "We have rail & water." in ours
    assert "What “done” means" in ours
    assert "A contract for five years." in ours
    assert "Ground slag replaces clinker." in theirs
    assert in_text(asker) == [SAID, OFFER["problem_solved"]]


def test_the_words_in_common_are_listed_and_marked_in_every_form(asker, match):
    asker.get(match())

    assert "Words in common: slag, takes" in asker.text
    words = {mark.get_text() for mark in asker.page.select(".side mark:not(.said)")}
    assert words == {"slag", "takes", "taking"}


def test_the_page_argues_both_ways_conditions_first(asker, match):
    text = asker.get(match()).text

    order = [
        "Checked first",
        "Maturity",
        "Countries",
        "Deadline",
        "Hide-from lists",
        "What fits",
        "Same route",
        "What does not fit",
        "Other sector",
        "What is unknown",
        "No licence terms",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "Same route speaks strongly for it" in text
    assert "Other sector speaks strongly against it" in text


def test_a_limit_that_nobody_has_set_is_told_as_such_and_speaks_for_nothing(asker, match):
    asker.get(match())
    line = asker.page.select_one(".checked-unset")

    assert "no limit" in line.get_text()
    assert not line.select(".weight")


def test_the_actions_of_the_card_are_there_and_lead_back_to_the_page(asker, match):
    page = match()
    asker.get(page).submit(f"{page}/answer", answer="interesting")

    assert asker.url == page
    assert asker.page.find("button", {"value": "interesting"})["aria-pressed"] == "true"
    assert asker.page.select_one("a.match-ask")["href"] == f"{page}/introduction"


def test_a_blind_counterpart_shows_its_title_and_teaser_and_nothing_else(asker, cast):
    asker.get(f"/listings/{cast.need.reference}/matches/{cast.offer.reference}")

    assert asker.status == 200
    assert cast.offer.teaser in asker.text
    assert "is blind" in asker.text
    assert OTHER_CANARY not in asker.html
    assert ASKING_CANARY not in asker.page.find("main").get_text()


def test_of_a_blind_pair_the_hide_from_lists_are_not_told(asker, cast):
    asker.get(f"/listings/{cast.need.reference}/matches/{cast.offer.reference}")

    assert "of a blind listing before any introduction" in asker.text


def test_the_owner_of_an_offer_reads_the_same_match_from_the_other_side(sign_in, cast):
    page = f"/listings/{cast.offer.reference}/matches/{cast.need.reference}"
    browser = sign_in(cast.answerer).get(page)

    assert browser.status == 200
    assert "Your offer" in browser.text
    assert "Their need" in browser.text
    assert ASKING_CANARY not in browser.html


def test_what_was_edited_since_is_not_marked(asker, match, sessions):
    page = match()
    with sessions.writing() as session:
        offer = other_of(session, page)
        offer.disclosure, offer.updated_at = "blind", NOW + dt.timedelta(minutes=1)

    asker.get(page)

    assert "was changed after they were compared" in asker.text
    assert not asker.page.select(".side mark")
    assert OFFER["problem_solved"] not in asker.text
    assert "Words in common" not in asker.text


@pytest.mark.parametrize("evidence", [{}, {"ours": "", "theirs": "", "words": ["slag"]}])
def test_a_match_without_two_sentences_is_shown_all_the_same(asker, match, evidence):
    asker.get(match(evidence=evidence))

    assert asker.status == 200
    assert in_text(asker) == []
    assert ("Word in common: slag" in asker.text) is bool(evidence)


def test_reasons_and_evidence_of_an_earlier_version_are_still_shown(asker, match):
    old = [{"verdict": "fits", "feature": "sector", "phrase": "Same sector"}]
    asker.get(match(reasons=old, evidence={"ours": SAID, "theirs": "Gone.", "words": ["slag"]}))

    assert asker.status == 200
    assert "Same sector" in asker.text
    assert in_text(asker) == [SAID]


def test_expertise_is_shown_as_statements(asker, cast, sessions):
    with sessions.writing() as session:
        need = make_need(session, session.merge(cast.need.organization), **NEED)
        unit = make_capability(session, title="Lab", teaser="A lab.", expertise=["We grind slag."])
        make_match(session, need, unit, evidence={**EVIDENCE, "theirs": "We grind slag."})
        page = f"/listings/{need.reference}/matches/{unit.reference}"

    asker.get(page)

    assert [li.get_text() for li in asker.page.select(".side li")] == ["We grind slag."]
    assert in_text(asker)[-1] == "We grind slag."


HOSTILE = "<script>alert(1)</script> {{ 7*7 }} & <mark>x</mark>"


def test_hostile_text_stays_text(asker, match):
    evidence = {**EVIDENCE, "ours": HOSTILE, "words": [HOSTILE, "(slag", "*"], "marks": ["(", "[a"]}
    asker.get(match(need={"description": HOSTILE}, evidence=evidence))

    assert asker.status == 200
    assert not asker.page.select("main script")
    assert "{{ 7*7 }}" in asker.text


def test_a_pair_that_is_not_proposed_has_no_page(asker, cast, sessions):
    with sessions.writing() as session:
        offer = make_offer(session)

    for other in (offer.reference, cast.need.reference, "OF-NOTHING", "' OR 1=1"):
        assert asker.get(f"/listings/{cast.need.reference}/matches/{other}").status == 404


def test_what_the_reader_may_not_see_has_no_page(cast, match, sessions, sign_in, password_hash):
    page = match()
    with sessions.writing() as session:
        stranger = make_user(session, password_hash=password_hash)
    asker = sign_in(cast.asker)
    assert asker.get(page).status == 200
    assert sign_in(stranger).get(page).status == 404

    with sessions.writing() as session:
        offer = other_of(session, page)
        offer.hidden_from.append(session.merge(cast.need.organization))
    assert asker.get(page).status == 404

    with sessions.writing() as session:
        offer = other_of(session, page)
        offer.hidden_from.clear()
        offer.state = "withdrawn"
    assert asker.get(page).status == 404


def test_the_secretariat_reads_the_match_and_answers_for_nobody(cast, match, sign_in):
    officer = sign_in(cast.officer).get(match())

    assert officer.status == 200
    assert "The need" in officer.text
    assert "Interesting" not in officer.text
    assert "Request introduction" not in officer.text
