"""The checklist, the second officer, appeals, own interests, and several approvals at once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.policies.actor import Actor
from matchmaker.services import (
    audit,
    bulk_approval,
    introduction_requests,
    introductions,
    screening,
)
from matchmaker.services.introduction_requests import Request
from matchmaker.services.introduction_trail import trail
from matchmaker.services.introduction_views import view_introduction
from matchmaker.services.screening import Checklist
from matchmaker.services.sign_in import actor_of
from models import Introduction, Job, Screening, User
from models import vocabulary as v
from models.session import Sessions
from tests.factories.cast import TICKED, Cast, make_cast
from tests.factories.listings import NOW, make_capability, make_need, make_offer, make_user

CONTENT = Request(("co_development",), "How much sulphur does it bear?", "A steelworks. " * 5)


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Session]:
    with sessions.writing() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    cast = make_cast(session)
    for listing in (cast.need, cast.offer):
        listing.dual_use_listed = listing.state_funded_limits = False
    return cast


@pytest.fixture
def asked(session: Session, cast: Cast) -> Introduction:
    return introduction_requests.request(
        session, actor_of(cast.asker), cast.need, cast.offer, CONTENT, now=NOW
    )


@pytest.fixture
def flagged(cast: Cast, asked: Introduction) -> Introduction:
    cast.offer.dual_use_listed = True
    return asked


def approve(
    session: Session, user: User, introduction: Introduction, checklist: Checklist = TICKED
) -> Introduction:
    return introductions.decide(
        session, actor_of(user), introduction, "approve", checklist=checklist, now=NOW
    )


def status(session: Session, introduction: Introduction) -> dict[str, str]:
    return {point.code: point.status for point in screening.points(session, introduction)}


def told(session: Session, template: str) -> set[int]:
    jobs = session.scalars(select(Job).where(Job.kind == "send_mail"))
    return {j.payload["user_id"] for j in jobs if j.payload["template"] == template}


def test_a_plain_case_has_no_flag_and_is_approved_by_one(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    assert "flag" not in status(session, asked).values()
    assert approve(session, cast.officer, asked).state == "approved"


def test_a_declared_dual_use_is_a_flag_and_an_open_declaration_a_second_look(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    cast.offer.dual_use_listed = None
    assert status(session, asked)["export_control"] == "look"
    cast.offer.dual_use_listed = True
    assert status(session, asked)["export_control"] == "flag"


def test_firms_of_one_class_that_work_in_one_country_are_flagged(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    one, other = cast.need.organization, cast.offer.organization
    one.nace = other.nace = ["24.10"]
    cast.need.countries, cast.offer.countries = [one.country], [other.country]
    assert status(session, asked)["competition"] == "clear"
    one.operates_in, other.operates_in = ["ZA", "CL"], ["ZA"]
    assert status(session, asked)["competition"] == "flag"
    assert "South Africa" in " ".join(screening.points(session, asked)[1].facts)


def test_a_short_request_without_a_question_is_worth_a_second_look(
    session: Session, asked: Introduction
) -> None:
    asked.question, asked.about_us = "", "We."
    found = screening.points(session, asked)[0]
    assert found.status == "look"
    assert "The request asks no question." in found.facts


def test_a_full_listing_is_worth_a_second_look(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    for _more in range(2):
        offer = make_offer(session)
        introduction_requests.request(
            session, actor_of(cast.asker), cast.need, offer, CONTENT, now=NOW
        )
    assert status(session, asked)["load"] == "look"


def test_every_point_has_to_be_ticked_and_a_flag_explained(
    session: Session, cast: Cast, flagged: Introduction
) -> None:
    ticked = frozenset(v.SCREENING_POINTS) - {"load"}
    with pytest.raises(InvalidFields) as error:
        approve(session, cast.officer, flagged, Checklist(ticked))
    assert set(error.value.problems) == {"load", "export_control_note"}
    assert flagged.state == "requested"
    assert session.scalars(select(Screening)).all() == []


def test_a_note_has_a_length(session: Session, cast: Cast, asked: Introduction) -> None:
    notes = {"load": "x" * (screening.NOTE_MAX + 1)}
    with pytest.raises(InvalidFields, match="500"):
        approve(session, cast.officer, asked, Checklist(frozenset(v.SCREENING_POINTS), notes))


def test_a_flagged_case_takes_two_different_officers(
    session: Session, cast: Cast, flagged: Introduction
) -> None:
    approve(session, cast.officer, flagged)
    assert flagged.state == "screened"
    assert flagged.decided_at is None
    assert cast.approver.id in told(session, "introduction_flagged")
    assert cast.officer.id not in told(session, "introduction_flagged")

    with pytest.raises(NotPermitted):
        approve(session, cast.officer, flagged)
    approve(session, cast.approver, flagged)

    assert flagged.state == "approved"
    looks = screening.looks(session, flagged)
    assert [(look.officer, look.step) for look in looks] == [
        (cast.officer.name, "pass_on"),
        (cast.approver.name, "approve"),
    ]
    assert ("Export control", "flag", "Ground rules are agreed.") in looks[0].findings


def test_the_log_says_who_when_which_flags_and_which_rules(
    session: Session, cast: Cast, flagged: Introduction
) -> None:
    approve(session, cast.officer, flagged)
    event = audit.trail(session, "introduction", flagged.reference)[-1]
    assert event.action == "introduction.pass_on"
    assert event.actor == f"user:{cast.officer.id}"
    assert event.details["flags"] == ["export_control"]
    assert event.details["rules"] == screening.RULES


def test_no_member_learns_that_a_case_is_flagged(
    session: Session, cast: Cast, flagged: Introduction
) -> None:
    approve(session, cast.officer, flagged)
    asker = actor_of(cast.asker)
    seen = view_introduction(asker, flagged)
    assert (seen.state, seen.holder) == ("requested", "Secretariat")
    assert [step.text for step in trail(session, asker, flagged)] == ["Introduction requested"]
    assert len(trail(session, actor_of(cast.auditor), flagged)) == 2


def test_facts_that_change_while_an_officer_reads_ask_for_another_look(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    read = screening.digest(screening.points(session, asked))
    cast.offer.dual_use_listed = True
    with pytest.raises(Conflict, match="facts have changed"):
        approve(
            session,
            cast.officer,
            asked,
            Checklist(TICKED.checked, TICKED.notes, read),
        )


def refuse(session: Session, user: User, introduction: Introduction) -> None:
    introductions.decide(
        session, actor_of(user), introduction, "refuse", rule="no_fit", reason="No.", now=NOW
    )


def test_plain_cases_are_approved_together_each_with_its_own_entry(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    asker = actor_of(cast.asker)
    plain = make_offer(session, dual_use_listed=False, state_funded_limits=False)
    plain.organization.sectors = ["machinery"]
    second = introduction_requests.request(session, asker, cast.need, plain, CONTENT, now=NOW)
    odd = make_offer(session, dual_use_listed=True)
    third = introduction_requests.request(session, asker, cast.need, odd, CONTENT, now=NOW)
    for case in (asked, second):
        for party in case.parties:
            party.listing.description = party.listing.problem_solved = (
                "Text. " * 20 if (party.listing.kind == "offer") else "Text."
            )

    references = [asked.reference, second.reference, third.reference, "IN-XXXXXXXX"]
    done = bulk_approval.approve_all(session, actor_of(cast.officer), references, now=NOW)

    states = {case.reference: case.state for case in (asked, second, third)}
    assert set(done.approved) == {ref for ref, state in states.items() if state == "approved"}
    assert states[third.reference] == "requested"
    assert set(done.skipped) >= {third.reference, "IN-XXXXXXXX"}
    for reference in done.approved:
        actions = [e.action for e in audit.trail(session, "introduction", reference)]
        assert actions.count("introduction.approve") == 1


def test_two_listings_that_are_open_together_in_a_larger_case_are_open(
    session: Session, cast: Cast
) -> None:
    asker = actor_of(cast.asker)
    third = make_capability(session)
    case = introduction_requests.request_all(
        session, asker, cast.need, [cast.offer, third], CONTENT, now=NOW
    )
    with pytest.raises(Conflict):
        introduction_requests.request(session, asker, cast.need, cast.offer, CONTENT, now=NOW)
    owner = actor_of(make_user(session, cast.offer.organization))
    with pytest.raises(Conflict):
        introduction_requests.request(session, owner, cast.offer, third, CONTENT, now=NOW)

    introductions.withdraw(session, asker, case, now=NOW)
    assert (
        introduction_requests.request(session, asker, cast.need, cast.offer, CONTENT, now=NOW).state
        == "requested"
    )


def test_the_operator_may_decide_but_not_skip_the_checklist(
    session: Session, asked: Introduction
) -> None:
    with pytest.raises(InvalidFields):
        introductions.decide(session, Actor.operator(), asked, "approve", now=NOW)


def test_a_need_of_ones_own_cannot_be_paired_with_itself(session: Session, cast: Cast) -> None:
    twin = make_need(session, cast.need.organization)
    pairs = introduction_requests.pairs_of([twin, cast.offer, cast.need])
    assert all(first < second for first, second in pairs)
    assert len(pairs) == 3


def test_the_other_party_learns_nothing_of_what_went_before_the_approval(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    officer, asker = actor_of(cast.officer), actor_of(cast.asker)
    introductions.decide(session, officer, asked, "ask_information", reason="Which site?", now=NOW)
    introduction_requests.give_information(session, asker, asked, CONTENT, now=NOW)
    approve(session, cast.officer, asked)
    steps = {
        who.id: [step.text for step in trail(session, actor_of(who), asked)]
        for who in (cast.answerer, cast.asker, cast.auditor)
    }
    assert steps[cast.answerer.id] == ["Introduction requested", "Approved by the secretariat"]
    assert len(steps[cast.asker.id]) == len(steps[cast.auditor.id]) == 4
