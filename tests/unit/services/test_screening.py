"""The checklist, the second officer, appeals, own interests, and several approvals at once."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotFound, NotPermitted
from matchmaker.importers.sanctions import read_list
from matchmaker.policies.actor import Actor
from matchmaker.services import (
    audit,
    bulk_approval,
    interests,
    introduction_appeals,
    introduction_requests,
    introductions,
    sanctions,
    sanctions_lists,
    screening,
)
from matchmaker.services.introduction_requests import Request
from matchmaker.services.introduction_trail import trail
from matchmaker.services.introduction_views import view_introduction
from matchmaker.services.screening import Checklist
from matchmaker.services.sign_in import actor_of
from models import Introduction, Job, SanctionsHit, Screening, User
from models import vocabulary as v
from models.session import Sessions
from tests.factories.cast import TICKED, Cast, make_cast
from tests.factories.listings import NOW, make_capability, make_need, make_offer, make_user

LATER = NOW + dt.timedelta(days=1)
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


def test_a_refusal_is_appealed_once_and_decided_by_another_officer(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    refuse(session, cast.officer, asked)
    introduction_appeals.appeal(
        session, actor_of(cast.asker), asked, reason="It does fit.", now=LATER
    )

    assert (asked.state, asked.appeal, asked.decided_at) == ("requested", "It does fit.", None)
    assert told(session, "introduction_appealed") == {cast.approver.id}
    with pytest.raises(NotPermitted):
        approve(session, cast.officer, asked)
    refuse(session, cast.approver, asked)
    with pytest.raises(Conflict, match="once"):
        introduction_appeals.appeal(
            session, actor_of(cast.asker), asked, reason="Again.", now=LATER
        )


def test_who_has_refused_is_not_the_second_officer_of_the_appeal_either(
    session: Session, cast: Cast, flagged: Introduction
) -> None:
    refuse(session, cast.officer, flagged)
    introduction_appeals.appeal(
        session, actor_of(cast.asker), flagged, reason="It does fit.", now=LATER
    )
    approve(session, cast.approver, flagged)

    assert flagged.state == "screened"
    with pytest.raises(NotPermitted):
        refuse(session, cast.officer, flagged)
    third = make_user(session, cast.officer.memberships[0].organization, role="officer")
    assert approve(session, third, flagged).state == "approved"


def test_who_is_recused_is_not_told_that_a_case_is_flagged(
    session: Session, cast: Cast, flagged: Introduction
) -> None:
    secretariat = cast.officer.memberships[0].organization
    recused = make_user(session, secretariat, role="officer")
    interests.declare(
        session, actor_of(recused), cast.offer.organization, reason="Shares.", now=NOW
    )
    session.expire(recused)
    approve(session, cast.officer, flagged)

    assert told(session, "introduction_flagged") == {cast.approver.id}


def test_an_appeal_needs_a_text_a_live_listing_and_room(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    refuse(session, cast.officer, asked)
    asker = actor_of(cast.asker)
    for text in ("  ", "x" * 2_001):
        with pytest.raises(InvalidFields):
            introduction_appeals.appeal(session, asker, asked, reason=text, now=LATER)
    again = introduction_requests.request(session, asker, cast.need, cast.offer, CONTENT, now=LATER)
    with pytest.raises(Conflict):
        introduction_appeals.appeal(session, asker, asked, reason="It does fit.", now=LATER)
    introductions.withdraw(session, asker, again, now=LATER)
    cast.offer.state = "withdrawn"
    with pytest.raises(Conflict, match="not published"):
        introduction_appeals.appeal(session, asker, asked, reason="It does fit.", now=LATER)


def test_an_interest_recuses_from_every_case_of_the_organization(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    officer = actor_of(cast.officer)
    interests.declare(session, officer, cast.offer.organization, reason="Shares.", now=NOW)
    session.expire(cast.officer)
    recused = actor_of(cast.officer)

    with pytest.raises(NotPermitted):
        refuse(session, cast.officer, asked)
    assert view_introduction(recused, asked).parties[1].organization is None
    with pytest.raises(Conflict):
        interests.declare(session, recused, cast.offer.organization, reason="Shares.", now=NOW)

    [standing] = interests.standing(session, recused)
    assert standing.organization == cast.offer.organization.name
    interests.end(session, recused, standing.id, now=LATER)
    session.expire(cast.officer)
    refuse(session, cast.officer, asked)


def test_an_interest_is_declared_with_a_reason_and_ended_by_its_owner(
    session: Session, cast: Cast
) -> None:
    officer = actor_of(cast.officer)
    for text in ("", "x" * 501):
        with pytest.raises(InvalidFields):
            interests.declare(session, officer, cast.offer.organization, reason=text, now=NOW)
    row = interests.declare(session, officer, cast.offer.organization, reason="Kin.", now=NOW)
    with pytest.raises(NotFound):
        interests.end(session, actor_of(cast.approver), row.id, now=NOW)
    with pytest.raises(NotPermitted):
        interests.declare(
            session, actor_of(cast.asker), cast.offer.organization, reason="Kin.", now=NOW
        )
    names = [name for _reference, name in interests.choices(session, officer)]
    assert cast.need.organization.name in names
    with pytest.raises(NotFound):
        interests.chosen(session, "ORG-XXXXXXXX")


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


@pytest.fixture
def load_list(session: Session, tmp_path: Path) -> Callable[[str], None]:
    def load(name: str) -> None:
        path = tmp_path / "list.csv"
        header = "name,aliases,type,country,programme,remark\n"
        path.write_text(f"{header}{name},,organization,,Programme A,\n")
        file = read_list(path)
        sanctions_lists.load(session, Actor.operator(), file, label="2026-09", now=NOW)

    return load


def test_a_party_that_resembles_a_listed_name_is_flagged_until_it_is_cleared(
    session: Session, cast: Cast, load_list: Callable[[str], None]
) -> None:
    load_list(cast.offer.organization.name)
    asked = introduction_requests.request(
        session, actor_of(cast.asker), cast.need, cast.offer, CONTENT, now=NOW
    )
    assert status(session, asked)["sanctions"] == "flag"
    [hit] = sanctions.hits(session, [cast.offer.organization_id])[cast.offer.organization_id]

    row = session.get_one(SanctionsHit, hit.id)
    sanctions.decide(
        session, actor_of(cast.officer), row, "clear", note="Another register number.", now=NOW
    )

    [point] = [p for p in screening.points(session, asked) if p.code == "sanctions"]
    assert (point.status, point.source) == ("clear", "2026-09")
    assert "Another register number." in point.facts[0]


def test_a_confirmed_name_bars_the_approval(
    session: Session, cast: Cast, load_list: Callable[[str], None]
) -> None:
    load_list(cast.offer.organization.name)
    asked = introduction_requests.request(
        session, actor_of(cast.asker), cast.need, cast.offer, CONTENT, now=NOW
    )
    [hit] = sanctions.hits(session, [cast.offer.organization_id])[cast.offer.organization_id]
    row = session.get_one(SanctionsHit, hit.id)
    sanctions.decide(session, actor_of(cast.officer), row, "confirm", note="It is.", now=NOW)
    with pytest.raises(Conflict, match="sanctions list"):
        approve(session, cast.officer, asked)
    refuse(session, cast.officer, asked)


def test_a_name_that_is_confirmed_after_the_approval_stops_the_release(
    session: Session, cast: Cast, asked: Introduction, load_list: Callable[[str], None]
) -> None:
    approve(session, cast.officer, asked)
    load_list(cast.need.organization.name)
    sanctions.check_organizations(session, [cast.need.organization], now=NOW)
    [hit] = sanctions.hits(session, [cast.need.organization_id])[cast.need.organization_id]
    row = session.get_one(SanctionsHit, hit.id)
    sanctions.decide(session, actor_of(cast.officer), row, "confirm", note="It is.", now=NOW)

    with pytest.raises(Conflict, match="cannot go on") as refused:
        introductions.consent(session, actor_of(cast.answerer), asked, now=NOW)
    assert "sanction" not in str(refused.value)
    sanctions.decide(session, actor_of(cast.officer), row, "clear", note="Not it.", now=NOW)
    assert introductions.consent(session, actor_of(cast.answerer), asked, now=NOW).introduced_at


def test_a_clean_list_says_with_which_version_it_was_compared(
    session: Session, cast: Cast, load_list: Callable[[str], None]
) -> None:
    load_list("Entirely Unlike Holding")
    asked = introduction_requests.request(
        session, actor_of(cast.asker), cast.need, cast.offer, CONTENT, now=NOW
    )
    approve(session, cast.officer, asked)
    assert screening.looks(session, asked)[0].sanctions_list == "2026-09"
    event = audit.trail(session, "introduction", asked.reference)[-1]
    assert event.details["sanctions_list"] == "2026-09"


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
