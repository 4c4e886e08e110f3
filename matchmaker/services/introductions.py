"""Introductions: decide, consent, release. Three keys; the names when the last one turns."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit, check_ins, job_queue, notices, sanctions, screening
from matchmaker.services.introduction_secrecy import is_of_many
from matchmaker.services.screening import Checklist
from matchmaker.workflow import introductions as workflow
from matchmaker.workflow.transitions import next_state
from models import Consent, Introduction, IntroductionParty, Listing
from models import vocabulary as v
from models.introduction import OPEN_STATES

TEXT_MAX = 2_000


def decide(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    action: str,
    *,
    now: dt.datetime,
    rule: str = "",
    reason: str = "",
    checklist: Checklist | None = None,
) -> Introduction:
    """Approve (with the checklist), refuse (rule and reason), or ask for information (reason).

    The approval of a flagged case only passes it on: a second, different officer turns the key.
    """
    require(actor, Permission.INTRODUCTION_DECIDE, introduction)
    _check_decision(action, rule, reason)
    next_state(workflow.TABLE, action, introduction.state)  # too late: nothing is looked at
    details: dict[str, Any] = {"rules": screening.RULES}
    if action == "approve":
        check_listings(introduction, now)
        _check_not_hidden(introduction)
        found = screening.screen(session, actor, introduction, checklist or Checklist(), now=now)
        action = found.step
        details |= {"flags": list(found.flags), "sanctions_list": found.sanctions_list}
    if rule or reason:
        details |= {"rule": rule, "reason": reason.strip()}
    perform(session, actor, introduction, action, now=now, details=details)
    introduction.decision_rule, introduction.decision_reason = rule, reason.strip()
    _after_decision(session, actor, introduction, action, now)
    return introduction


def _after_decision(
    session: Session, actor: Actor, introduction: Introduction, action: str, now: dt.datetime
) -> None:
    """Who is told, and the clock of the other party's answer."""
    asking = introduction.parties[0]
    if action == "pass_on":
        introduction.passed_on_by_id = actor.user_id
        notices.to_second_officers(session, introduction, "introduction_flagged", now=now)
        return
    if action == "ask_information":
        notices.to_party(session, asking, "introduction_information", now=now)
        return
    introduction.decided_at, introduction.decided_by_id = now, actor.user_id
    if action == "refuse":
        notices.to_party(session, asking, "introduction_refused", now=now)
        return
    introduction.expires_at = now + workflow.ANSWER_TIME
    _schedule_clock(session, introduction, now)
    for party in introduction.parties:
        template = "introduction_approved" if party is asking else "introduction_consent"
        notices.to_party(session, party, template, now=now)


def consent(
    session: Session, actor: Actor, introduction: Introduction, *, now: dt.datetime
) -> Introduction:
    """Turn another party's key. The last one releases the names, in this transaction."""
    party = party_of(actor, introduction, asking=False)
    if introduction.state != "approved" or party.consent is not None:
        raise Conflict("This introduction does not wait for your consent any more.")
    if introduction.expires_at is not None and introduction.expires_at <= now:
        raise Conflict("The time to answer is over, and this introduction is about to expire.")
    check_listings(introduction, now)
    _check_not_barred(session, introduction)
    party.consent = Consent(user_id=actor.user_id, decision="given", at=now)
    party.contact_id = actor.user_id
    session.flush()
    log(session, actor, introduction, "consent", now=now)
    if all(p.consent and p.consent.decision == "given" for p in introduction.parties):
        perform(session, actor, introduction, "release", now=now)
        introduction.introduced_at = now
        check_ins.schedule(session, introduction, now=now)
        for each in introduction.parties:
            notices.to_party(session, each, "introduction_released", now=now)
    return introduction


def decline(
    session: Session, actor: Actor, introduction: Introduction, *, reason: str, now: dt.datetime
) -> Introduction:
    """Another party says no, or takes its consent back. Nobody but the secretariat learns who and
    why.
    """
    party = party_of(actor, introduction, asking=False)
    if reason not in v.DECLINE_REASONS:
        raise InvalidFields({"reason": "choose a reason; only the secretariat sees it"})
    perform(session, actor, introduction, "decline", now=now)
    answer = party.consent = party.consent or Consent()  # what was given can be taken back
    answer.user_id, answer.decision, answer.reason, answer.at = (
        actor.user_id,
        "declined",
        reason,
        now,
    )
    asking, *others = introduction.parties
    notices.to_party(session, asking, "introduction_declined", now=now)
    for other in others:
        if other is not party:
            notices.to_party(session, other, "introduction_closed", now=now)
    return introduction


def withdraw(
    session: Session, actor: Actor, introduction: Introduction, *, now: dt.datetime
) -> Introduction:
    """The asking party takes its key back, as long as the names are not out."""
    party_of(actor, introduction, asking=True)
    was_approved = introduction.state == "approved"
    perform(session, actor, introduction, "withdraw", now=now)
    if was_approved:
        template = "introduction_closed" if is_of_many(introduction) else "introduction_withdrawn"
        for party in introduction.parties[1:]:
            notices.to_party(session, party, template, now=now)
    return introduction


def expire(session: Session, introduction: Introduction, *, now: dt.datetime) -> bool:
    """The clock's part: whether the introduction was due and has expired now."""
    due = introduction.state == "approved" and (introduction.expires_at or now) <= now
    if due:
        perform(session, Actor.worker(), introduction, "expire", now=now)
        for party in introduction.parties:
            notices.to_party(session, party, "introduction_expired", now=now)
    return due


def perform(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    action: str,
    *,
    now: dt.datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """The one door: change the state by the table and log it. A second hand comes too late."""
    before = introduction.state
    introduction.state = next_state(workflow.TABLE, action, before)
    for pair in introduction.pairs:
        pair.is_open = introduction.state in OPEN_STATES
    session.flush()
    steps = {"from": before, "to": introduction.state, **(details or {})}
    log(session, actor, introduction, action, now=now, details=steps)


def is_live(listing: Listing, now: dt.datetime) -> bool:
    """Published, and its last day is not over."""
    return listing.state == "published" and listing.valid_until >= now.date()


def check_listings(introduction: Introduction, now: dt.datetime) -> None:
    """Names are given for listings that stand; the daily round ends what is past its date."""
    if not all(is_live(party.listing, now) for party in introduction.parties):
        raise Conflict(
            "One of the listings is not published any more, so nobody can be introduced."
        )


def _check_not_hidden(introduction: Introduction) -> None:
    """A blind listing may turn out to belong to somebody from whom the other is hidden.

    Only the secretariat learns of it, and refuses: the asking party must not find out by asking.
    """
    owners = {party.organization_id for party in introduction.parties}
    for party in introduction.parties:
        if not owners.isdisjoint(hidden.id for hidden in party.listing.hidden_from):
            raise Conflict("One of the listings is hidden from another side. Please refuse.")


def _check_not_barred(session: Session, introduction: Introduction) -> None:
    """What the secretariat has confirmed of a sanctions list since its approval stops the release.

    Neither side is told which, or whose name it was.
    """
    found = sanctions.hits(session, [party.organization_id for party in introduction.parties])
    if any(hit.state == "confirmed" for hits in found.values() for hit in hits):
        raise Conflict("This introduction cannot go on at present. Please ask the secretariat.")


def _check_decision(action: str, rule: str, reason: str) -> None:
    if action not in ("approve", "refuse", "ask_information"):
        raise NotPermitted(
            phrase("%(action)s is not a decision of the secretariat.", action=action)
        )
    problems = {}
    if action == "refuse" and rule not in v.REFUSAL_RULES:
        problems["rule"] = "choose the rule that the refusal rests on"
    if action != "approve" and not reason.strip():
        problems["reason"] = "write a sentence that the asking party will read"
    if len(reason) > TEXT_MAX:
        problems["reason"] = f"must have at most {TEXT_MAX} characters, not {len(reason)}"
    if problems:
        raise InvalidFields(problems)


def _schedule_clock(session: Session, introduction: Introduction, now: dt.datetime) -> None:
    payload = {"introduction_id": introduction.id}
    steps = [("remind_introduction", after) for after in workflow.REMINDERS]
    for kind, after in [*steps, ("expire_introduction", workflow.ANSWER_TIME)]:
        key = f"{kind}:{introduction.id}:{after.days}"
        job_queue.enqueue(session, kind, key=key, payload=payload, now=now, run_at=now + after)


def party_of(actor: Actor, introduction: Introduction, *, asking: bool) -> IntroductionParty:
    """The party for which the actor may turn a key; the secretariat never does it for a member."""
    require(actor, Permission.INTRODUCTION_ANSWER, introduction)
    own = actor.organizations_as("representative")
    mine = [
        party
        for party in introduction.parties
        if (party.position == 0) == asking and party.organization_id in own
    ]
    if not mine:
        raise NotPermitted("This is the other side's decision.")
    return next((party for party in mine if party.consent is None), mine[0])


def log(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    action: str,
    *,
    now: dt.datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """One event of the introduction's audit trail."""
    audit.record(
        session,
        actor,
        f"introduction.{action}",
        "introduction",
        introduction.reference,
        now=now,
        details=details,
    )
