"""Innovation partnerships: founded by the secretariat, seen by all, told only as far as allowed."""

import pytest
from sqlalchemy import select

from matchmaker.services import (
    introduction_requests,
    introductions,
    outcome_answers,
    outcomes,
    partnerships,
)
from matchmaker.services.introduction_requests import Request
from matchmaker.services.outcome_values import Report
from matchmaker.services.sign_in import actor_of
from models import Listing, Partnership
from tests.factories.cast import OTHER_CANARY, TICKED
from tests.factories.listings import NOW, make_need, make_offer

NAME = "Harbour–Hill Partnership"


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


@pytest.fixture
def founded(cast, officer):
    """The address of a partnership of the cast's two organizations."""
    officer.get("/partnerships/new").submit(
        "/partnerships/new",
        name=NAME,
        summary="Two countries work on steel.",
        website="https://partnership.example",
        began_on="2024-05-01",
        countries=["IN", "SE"],
        members=[cast.need.organization.reference, cast.offer.organization.reference],
    )
    assert officer.url.startswith("/partnerships/PA-")
    return officer.url


def name_it(sessions, *listings):
    with sessions.writing() as session:
        for listing in listings:
            session.merge(listing).partnership = NAME


def introduce(sessions, cast):
    """The two listings introduced, a pilot reported by one side and confirmed by the other."""
    with sessions.writing() as session:
        need, offer = (session.get_one(Listing, x.id) for x in (cast.need, cast.offer))
        asker, answerer, officer = (
            actor_of(session.merge(user)) for user in (cast.asker, cast.answerer, cast.officer)
        )
        content = Request(("licence",), "How hot?", "A steelworks with a pilot site.")
        case = introduction_requests.request(session, asker, need, offer, content, now=NOW)
        introductions.decide(session, officer, case, "approve", checklist=TICKED, now=NOW)
        introductions.consent(session, answerer, case, now=NOW)
        met = Report("met", NOW.date())
        told = outcomes.report(session, asker, case, met, now=NOW)
        outcome_answers.confirm(session, answerer, case, told.id, now=NOW)
        return case.reference


def test_a_partnership_is_founded_with_its_members_and_seen_by_all(cast, asker, founded):
    asker.get("/partnerships")
    assert NAME in asker.text
    assert "Yours" in asker.text
    asker.get(founded)
    assert "Since 1 May 2024" in asker.text
    assert "2 members" in asker.text
    assert cast.need.organization.name in asker.text
    assert "No listing yet" in asker.text


def test_an_open_listing_belongs_by_name_and_a_strangers_does_not(
    cast, asker, officer, founded, sessions
):
    with sessions.writing() as session:
        owner = session.merge(cast.offer.organization)
        make_offer(session, owner, title="Cold rolling with less water", partnership=NAME)
        make_offer(session, title="A stranger's furnace", partnership=NAME)

    asker.get(founded)

    assert "Cold rolling with less water" in asker.text
    assert "A stranger's furnace" not in asker.text


def test_a_blind_listing_is_not_told_to_belong(cast, asker, officer, founded, sessions):
    name_it(sessions, cast.offer)
    assert cast.offer.title not in asker.get(founded).text
    assert cast.offer.title in officer.get(founded).text


def test_small_counts_are_told_to_the_secretariat_alone(cast, asker, officer, founded, sessions):
    name_it(sessions, cast.need)
    case = introduce(sessions, cast)

    officer.get(founded)
    assert case in officer.text
    assert "First meeting held 1" in officer.text
    asker.get(founded)
    assert case not in asker.text
    assert "Introduced < 5" in asker.text
    assert "First meeting held" not in asker.text


def test_from_five_on_counts_are_told_in_steps(cast, sessions, founded):
    name_it(sessions, cast.need)
    for _case in range(5):
        with sessions.writing() as session:
            need = make_need(session, session.merge(cast.need.organization), partnership=NAME)
            offer = make_offer(session, session.merge(cast.offer.organization))
            asker, answerer, officer = (
                actor_of(session.merge(user)) for user in (cast.asker, cast.answerer, cast.officer)
            )
            content = Request(("licence",), "How hot?", "A steelworks with a pilot site.")
            case = introduction_requests.request(session, asker, need, offer, content, now=NOW)
            introductions.decide(session, officer, case, "approve", checklist=TICKED, now=NOW)
            introductions.consent(session, answerer, case, now=NOW)
    with sessions.reading() as session:
        partnership = session.scalars(select(Partnership)).one()
        shown = partnerships.show(session, actor_of(session.merge(cast.asker)), partnership)
    assert shown.figures.introductions == (("Introduced", "5 or more"),)
    assert shown.cases == ()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Give the partnership its name"),
        ("name", NAME, "taken by another partnership"),
        ("name", "x" * 201, "Has 201 characters, at most 200"),
        ("summary", "x" * 2_001, "Has 2,001 characters, at most 2,000"),
        ("website", "javascript:alert(1)", "begins with https://"),
        ("countries", ["ZZ"], "Unknown country ZZ"),
        ("began_on", "yesterday", "Enter a day such as"),
    ],
)
def test_what_cannot_be_taken_is_named_beside_its_field(founded, officer, field, value, message):
    given = {"name": "Another one", "summary": "Kept text", field: value}
    officer.get("/partnerships/new").submit("/partnerships/new", **given)
    assert officer.status == 422
    assert message in officer.text
    assert field == "summary" or "Kept text" in officer.html


def test_members_and_texts_change_the_name_stays_and_the_log_tells(cast, officer, founded, sign_in):
    officer.get(f"{founded}/edit").submit(
        "/edit", summary="Three countries now.", members=[cast.offer.organization.reference]
    )
    assert "Three countries now." in officer.text
    assert "1 member" in officer.text
    assert NAME in officer.text
    log = sign_in(cast.auditor).get("/audit")
    assert founded.rpartition("/")[2] in log.html


def test_the_second_of_two_writers_is_told(cast, officer, founded, sign_in):
    late = sign_in(cast.approver).get(f"{founded}/edit")
    officer.get(f"{founded}/edit").submit("/edit", summary="First.")
    late.submit("/edit", summary="Second.")
    assert late.status == 409


def test_members_found_and_change_nothing(asker, founded):
    for path in ("/partnerships/new", f"{founded}/edit"):
        assert asker.get(path).status == 404
    assert asker.get("/partnerships/PA-XXXXXXXX").status == 404
    assert "New partnership" not in asker.get("/partnerships").text


def test_the_own_partnerships_are_offered_while_writing_and_shown_at_home(asker, founded):
    assert f'<option value="{NAME}">' in asker.get("/needs/new").html
    assert f"Member of {NAME}" in asker.get("/organization").text


def test_without_any_partnership_the_page_says_so(asker, officer):
    assert "No partnership yet" in asker.get("/partnerships").text
    assert "Found the first one" in officer.get("/partnerships").text
    assert OTHER_CANARY not in asker.text
