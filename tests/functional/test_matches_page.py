"""The page of a listing's matches: what is proposed, why, and what the reader answers."""

import datetime as dt

import pytest
from sqlalchemy import select

from models import Feedback, Listing
from tests.factories.listings import NOW, make_capability, make_need, make_offer, make_user
from tests.factories.matches import make_match


@pytest.fixture
def page(cast):
    return f"/listings/{cast.need.reference}/matches"


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def own(cast, sessions):
    """Make a listing of the asker's organization; ``matches`` says with how many offers."""

    def make(matches=0, **fields):
        with sessions.writing() as session:
            need = make_need(session, session.merge(cast.need.organization), **fields)
            for number in range(matches):
                make_match(session, need, make_offer(session), rank=number + 1)
            return need

    return make


def titles(browser):
    return [heading.get_text() for heading in browser.page.select("article.match .card-title")]


def test_a_card_shows_what_fits_what_does_not_and_the_two_sentences(asker, page):
    asker.get(page)

    for text in (
        "Good match",
        "Both are in iron and steel",
        "TRL 4 is below what you accept",
        "No country is named",
        "Our furnace off-gas holds",
        "How matches are made",
    ):
        assert text in asker.text
    assert [mark.get_text() for mark in asker.page("mark")][:2] == ["carbon", "monoxide"]


def test_ten_matches_are_shown_and_more_on_request(asker, own):
    need = own(matches=35, matched_at=NOW)
    asker.get(f"/listings/{need.reference}/matches")
    shown = [len(titles(asker))]
    while more := asker.page.find("a", string="Show more"):
        shown.append(len(titles(asker.get(more["href"]))))

    assert shown == [10, 20, 30]


@pytest.mark.parametrize("limit", ["-5", "0", "many", "1000000", "1e9"])
def test_the_number_of_matches_shown_stays_within_bounds(asker, own, limit):
    need = own(matches=31)

    asker.get(f"/listings/{need.reference}/matches?limit={limit}")

    assert asker.status == 200
    assert len(titles(asker)) in (10, 30)


def test_a_need_shows_offers_and_capabilities_apart(asker, cast, page, sessions):
    with sessions.writing() as session:
        capability = make_capability(session, title="Pilot kiln")
        make_match(session, session.merge(cast.need), capability, rank=2)

    assert titles(asker.get(page)) == [cast.offer.title, "Pilot kiln"]
    assert titles(asker.get(f"{page}?kind=offer")) == [cast.offer.title]
    assert titles(asker.get(f"{page}?kind=capability")) == ["Pilot kiln"]
    assert len(titles(asker.get(f"{page}?kind=' OR 1=1 --"))) == 2


def test_a_draft_says_that_matches_come_with_the_publication(asker, own):
    asker.get(f"/listings/{own(state='draft').reference}/matches")

    assert "no matches before publication" in asker.text


def test_a_fresh_listing_says_that_matches_are_being_prepared_and_looks_again(asker, own):
    asker.get(f"/listings/{own().reference}/matches")

    assert "Matches are being prepared" in asker.text
    assert asker.page.find("meta", {"http-equiv": "refresh"})


def test_a_listing_without_matches_says_what_to_do(asker, own):
    asker.get(f"/listings/{own(matched_at=NOW).reference}/matches")

    assert "No match found yet" in asker.text
    assert "Accept a lower TRL" in asker.text
    assert not asker.page.find("meta", {"http-equiv": "refresh"})


@pytest.mark.parametrize(
    ("encoder", "is_told"), [("", True), ("hashing@1-384", True), ("all-MiniLM-L6-v2@1", False)]
)
def test_matches_that_were_found_by_words_alone_say_so(asker, own, sessions, encoder, is_told):
    need = own()
    with sessions.writing() as session:
        make_match(session, session.merge(need), make_offer(session), encoder=encoder)

    asker.get(f"/listings/{need.reference}/matches")

    assert ("Keyword matching only" in asker.text) is is_told


def test_a_hidden_or_withdrawn_counterpart_is_not_shown(asker, cast, page, sessions):
    with sessions.writing() as session:
        need = session.merge(cast.need)
        hidden = make_offer(session, hidden_from=[need.organization])
        for number, offer in enumerate([hidden, make_offer(session, state="withdrawn")]):
            make_match(session, need, offer, rank=number + 2)

    assert titles(asker.get(page)) == [cast.offer.title]


def test_a_match_of_this_week_is_marked_as_new_unless_all_are_first(asker, own, sessions):
    need = own(published_at=NOW - dt.timedelta(days=30))
    with sessions.writing() as session:
        kept = session.merge(need)
        make_match(session, kept, make_offer(session), first_seen_at=NOW)
        make_match(
            session, kept, make_offer(session), rank=2, first_seen_at=NOW - dt.timedelta(days=20)
        )
    fresh = own(matches=1)

    assert len(asker.get(f"/listings/{need.reference}/matches").page.select(".tag-new")) == 1
    assert not asker.get(f"/listings/{fresh.reference}/matches").page.select(".tag-new")


def test_an_answer_is_kept_and_shown(asker, cast, page, sessions):
    path = f"{page}/{cast.offer.reference}/answer"
    asker.get(page).submit(path, answer="not_relevant", reason="trl_too_low")
    asker.submit(path, answer="interesting")

    assert asker.page.find("button", {"value": "interesting"})["aria-pressed"] == "true"
    with sessions.reading() as session:
        (row,) = session.scalars(select(Feedback))
        assert (row.answer, row.reason, row.rank) == ("interesting", "", 1)


@pytest.mark.parametrize(
    "data", [{"answer": "perhaps"}, {"answer": "not_relevant", "reason": "x"}, {}]
)
def test_an_unknown_answer_is_refused(asker, cast, page, data):
    asker.get(page).submit(f"{page}/{cast.offer.reference}/answer", **data)

    assert asker.status == 422


def test_the_matches_of_another_member_are_not_there(cast, page, sessions, password_hash, sign_in):
    with sessions.writing() as session:
        stranger = make_user(session, password_hash=password_hash)

    assert sign_in(cast.answerer).get(page).status == 404
    assert sign_in(stranger).get(page).status == 404


def test_the_secretariat_reads_matches_and_answers_for_nobody(cast, page, sign_in):
    officer = sign_in(cast.officer).get(page)

    assert titles(officer) == [cast.offer.title]
    assert "Interesting" not in officer.text
    assert "Request introduction" not in officer.text
    assert officer.post(f"{page}/{cast.offer.reference}/answer", answer="known").status == 404


def test_a_contributor_answers_but_does_not_ask(cast, page, sessions, password_hash, sign_in):
    with sessions.writing() as session:
        organization = session.get(Listing, cast.need.id).organization
        user = make_user(session, organization, role="contributor", password_hash=password_hash)

    browser = sign_in(user).get(page)

    assert "Interesting" in browser.text
    assert "Request introduction" not in browser.text
    assert browser.get(f"{page}/{cast.offer.reference}/introduction").status == 404
