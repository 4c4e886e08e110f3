"""The inbox of matches: one for the organization, placed by its last answer."""

import datetime as dt

import pytest
from sqlalchemy import event, select

from matchmaker.services import introductions
from matchmaker.services.introduction_requests import Request, request
from matchmaker.services.match_inbox import Wanted, inbox
from matchmaker.services.sign_in import actor_of
from models import AuditEvent, BlindQuestion, Feedback, Listing
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, TICKED
from tests.factories.listings import NOW, make_capability, make_need, make_offer, make_user
from tests.factories.matches import make_match

REQUEST = Request(("licence",), "", "A steelworks.")
NOTE = "Ask the furnace people first."


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def colleague(cast, sessions, password_hash):
    with sessions.writing() as session:
        owner = session.merge(cast.need.organization)
        return make_user(session, owner, role="contributor", name="Ravi", email="ravi@example.org")


@pytest.fixture
def offers(cast, sessions):
    """Further matches of the asker's need: one for each dictionary of the match's fields."""

    def make(*fields, **offer):
        with sessions.writing() as session:
            need, made = session.merge(cast.need), []
            for number, more in enumerate(fields, 2):
                made.append(make_offer(session, **offer))
                make_match(session, need, made[-1], **{"rank": number, **more})
            return made

    return make


def titles(browser, query=""):
    browser.get(f"/matches{query}")
    return [heading.get_text() for heading in browser.page.select("article .card-title")]


def counts(browser):
    return [int(count.get_text()) for count in browser.get("/matches").page.select(".tabs .count")]


def answer(browser, cast, other, value, **more):
    path = f"/listings/{cast.need.reference}/matches/{other.reference}/answer"
    browser.get("/matches?band=all")
    return browser.post(path, answer=value, back="inbox", inbox="band=all", **more)


def test_a_match_goes_from_new_to_interesting_and_on_to_done(asker, cast):
    assert titles(asker) == [cast.offer.title]
    assert counts(asker) == [1, 0, 0, 0]

    answer(asker, cast, cast.offer, "interesting")
    assert counts(asker) == [0, 1, 0, 0]
    assert titles(asker, "?tab=interesting") == [cast.offer.title]

    answer(asker, cast, cast.offer, "not_relevant", reason="trl_too_low")
    assert counts(asker) == [0, 0, 0, 1]
    assert "Not mature enough" in asker.get("/matches?tab=done").text


def test_an_answer_leads_back_to_the_tab_and_the_filters_that_it_was_given_on(asker, cast):
    asker.get("/matches?kind=offer&band=all")
    asker.submit("/answer", answer="not_now")

    assert asker.url == "/matches"
    assert asker.page.select_one("#kind option[selected]")["value"] == "offer"
    assert asker.page.select_one("#band option[selected]")["value"] == "all"


def test_the_last_answer_of_any_member_counts_for_all_and_says_whose_it_is(
    asker, cast, colleague, sign_in, sessions
):
    ravi = sign_in(colleague)
    answer(asker, cast, cast.offer, "not_now")
    with sessions.writing() as session:
        session.scalars(select(Feedback)).one().at = NOW - dt.timedelta(hours=1)
    answer(ravi, cast, cast.offer, "interesting", note=NOTE)

    asker.get("/matches?tab=interesting")

    assert "Interesting Ravi, 1 September 2026" in asker.text
    assert NOTE in asker.text
    assert counts(ravi) == counts(asker) == [0, 1, 0, 0]


def test_an_answer_without_a_field_for_the_note_leaves_the_note(asker, cast, sessions):
    answer(asker, cast, cast.offer, "interesting", note=f"{NOTE}\r\nThen the rest.")
    answer(asker, cast, cast.offer, "known")

    with sessions.reading() as session:
        assert session.scalars(select(Feedback)).one().note == f"{NOTE}\nThen the rest."
        details = str([row.details for row in session.scalars(select(AuditEvent))])
        assert NOTE not in details


def test_a_note_that_is_too_long_is_refused(asker, cast):
    assert answer(asker, cast, cast.offer, "interesting", note="x" * 501).status == 422


def test_new_holds_what_is_worth_a_look_and_the_rest_on_request(asker, offers):
    offers({"band": "possible"}, {"band": "strong"}, title="Another")

    assert counts(asker)[0] == 2
    assert len(titles(asker, "?band=all")) == 3
    assert len(titles(asker, "?band=possible")) == 1
    assert asker.page.select("article.match-possible")


def test_the_best_band_stands_first_and_the_newest_on_request(asker, cast, offers):
    offers({"band": "strong", "score": 0.2}, title="Strong one")
    late = NOW + dt.timedelta(hours=1)
    offers({"score": 0.1, "first_seen_at": late, "rank": 5}, title="Late one")

    assert titles(asker) == ["Strong one", cast.offer.title, "Late one"]
    assert titles(asker, "?sort=newest")[0] == "Late one"


def test_matches_of_all_own_published_listings_stand_in_it_and_can_be_told_apart(
    asker, cast, sessions
):
    with sessions.writing() as session:
        owner = session.merge(cast.need.organization)
        second = make_need(session, owner, title="Second need")
        draft = make_need(session, owner, title="A draft", state="withdrawn")
        lab = make_capability(session, title="Pilot kiln")
        make_match(session, second, lab)
        make_match(session, draft, lab)

    assert len(titles(asker)) == 2
    assert titles(asker, f"?listing={second.reference}") == ["Pilot kiln"]
    assert titles(asker, "?kind=capability") == ["Pilot kiln"]
    assert titles(asker, "?listing=ND-OTHER") == []
    assert "Nothing here fits the filter" in asker.text


def test_twenty_stand_on_a_page(asker, offers):
    offers(*[{} for _ in range(24)])

    assert len(titles(asker)) == 20
    assert len(titles(asker, "?page=2")) == 5
    assert len(titles(asker, "?page=99")) == 5


@pytest.mark.parametrize(
    "query", ["?tab=' OR 1=1", "?band=x&sort=y&kind=z", "?page=-4", "?page=x", "?listing=%00"]
)
def test_what_no_address_should_ask_is_left_out(asker, query):
    assert asker.get(f"/matches{query}").status == 200


def test_an_open_request_waits_and_a_closed_one_is_done_until_it_is_answered_anew(
    asker, cast, sessions
):
    answer(asker, cast, cast.offer, "interesting")
    later = NOW + dt.timedelta(hours=1)
    with sessions.writing() as session:
        who = actor_of(session.merge(cast.asker))
        pair = session.merge(cast.need), session.merge(cast.offer)
        made = request(session, who, *pair, REQUEST, now=later)
    assert counts(asker) == [0, 0, 1, 0]
    assert made.reference in asker.get("/matches?tab=waiting").html

    with sessions.writing() as session:
        who = actor_of(session.merge(cast.asker))
        introductions.withdraw(session, who, session.merge(made), now=later)
    assert counts(asker) == [0, 0, 0, 1]

    with sessions.writing() as session:
        session.scalars(select(Feedback)).one().at = later + dt.timedelta(hours=1)
    assert counts(asker) == [0, 1, 0, 0]


def test_of_a_request_that_nobody_has_passed_on_the_other_side_sees_nothing(
    cast, sessions, sign_in
):
    with sessions.writing() as session:
        who = actor_of(session.merge(cast.asker))
        pair = session.merge(cast.need), session.merge(cast.offer)
        made = request(session, who, *pair, REQUEST, now=NOW)
    other = sign_in(cast.answerer)

    assert counts(other) == [1, 0, 0, 0]
    assert made.reference not in other.html

    with sessions.writing() as session:
        officer = actor_of(session.merge(cast.officer))
        introductions.decide(
            session, officer, session.merge(made), "approve", checklist=TICKED, now=NOW
        )
    assert counts(other) == [0, 0, 1, 0]


def test_that_a_case_is_flagged_no_page_of_matches_tells(asker, cast, sessions):
    with sessions.writing() as session:
        who = actor_of(session.merge(cast.asker))
        pair = session.merge(cast.need), session.merge(cast.offer)
        request(session, who, *pair, REQUEST, now=NOW).state = "screened"

    for page in ("/matches?tab=waiting", f"/listings/{cast.need.reference}/matches"):
        assert "Waiting for the secretariat" in asker.get(page).text
        assert "second officer" not in asker.text


def test_a_question_that_is_out_waits_for_who_asks_alone(asker, cast, sessions, sign_in):
    with sessions.writing() as session:
        need, offer = session.merge(cast.need), session.merge(cast.offer)
        question = BlindQuestion(
            from_listing=need,
            to_listing=offer,
            from_organization=need.organization,
            to_organization=offer.organization,
            slot=1,
            text="How warm?",
            asked_at=NOW,
            since=NOW,
            passed_at=NOW,
        )
        session.add(question)
        session.flush()
        reference = question.reference

    assert counts(asker) == [0, 0, 1, 0]
    assert reference in asker.get("/matches?tab=waiting").html
    assert counts(sign_in(cast.answerer)) == [1, 0, 0, 0]


@pytest.mark.parametrize("change", ["withdrawn", "expired", "hidden"])
@pytest.mark.parametrize("tab", ["new", "interesting"])
def test_what_is_withdrawn_over_or_hidden_vanishes_from_every_tab(
    asker, cast, sessions, change, tab
):
    if tab == "interesting":
        answer(asker, cast, cast.offer, "interesting")
    assert titles(asker, f"?tab={tab}") == [cast.offer.title]

    with sessions.writing() as session:
        offer = session.get(Listing, cast.offer.id)
        if change == "hidden":
            offer.hidden_from.append(session.merge(cast.need.organization))
        else:
            offer.state = change

    assert titles(asker, f"?tab={tab}") == []
    assert counts(asker) == [0, 0, 0, 0]


def test_a_blind_counterpart_has_no_name_in_the_inbox(asker, cast, sign_in):
    assert OTHER_CANARY not in asker.get("/matches").html
    assert ASKING_CANARY not in sign_in(cast.answerer).get("/matches").html


def test_who_answers_for_nobody_has_no_inbox(cast, sign_in):
    for who in (cast.officer, cast.auditor):
        browser = sign_in(who)
        assert browser.get("/matches").status == 404
        assert browser.get("/matches/export.xlsx").status == 404
        assert not browser.get("/").page.select(".site-nav a[href='/matches']")


def test_a_contributor_answers_and_does_not_ask(colleague, sign_in):
    browser = sign_in(colleague).get("/matches")

    assert "Interesting" in browser.text
    assert not browser.page.select("a.match-ask")


def test_the_number_of_statements_does_not_grow_with_the_rows(cast, offers, sessions):
    offers({})
    few = statements(sessions, cast.asker)
    offers(*[{} for _ in range(12)])

    assert statements(sessions, cast.asker) == few


def statements(sessions, user):
    """How many statements one page of the inbox takes."""
    seen = []
    event.listen(sessions.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    with sessions.reading() as session:
        who = actor_of(session.merge(user))
        del seen[:]
        inbox(session, who, Wanted())
        return len(seen)
