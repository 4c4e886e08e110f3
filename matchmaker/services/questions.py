"""Questions between two listings: pass on, send back, answer, decline, end. One door."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit, job_queue, question_notices
from matchmaker.services.exchange import relay_of
from matchmaker.services.question_check import Finding, of_kind
from matchmaker.services.question_names import found_by_officer
from matchmaker.services.question_texts import accepted
from matchmaker.workflow import questions as workflow
from matchmaker.workflow.transitions import next_state
from models import BlindQuestion, Listing
from models.question import OPEN_STATES

REASON_MAX: Final = 500


def mend(
    session: Session,
    actor: Actor,
    question: BlindQuestion,
    text: str,
    *,
    now: dt.datetime,
    confirmed: str = "",
) -> BlindQuestion:
    """The asking side hands in a better text of what came back."""
    require(actor, Permission.QUESTION_MEND, question)
    writer = question.from_organization
    kept = accepted(session, actor, writer, text, confirmed=confirmed)
    perform(session, actor, question, "mend", now=now)
    question.text = kept
    return send_on(session, actor, question, now=now)


def withdraw(
    session: Session, actor: Actor, question: BlindQuestion, *, now: dt.datetime
) -> BlindQuestion:
    """The asking side takes its question back, as long as there is no answer."""
    require(actor, Permission.QUESTION_MEND, question)
    perform(session, actor, question, "withdraw", now=now)
    question_notices.to_asked(session, question, "question_withdrawn", now=now)
    return question


def answer(
    session: Session,
    actor: Actor,
    question: BlindQuestion,
    text: str,
    *,
    now: dt.datetime,
    confirmed: str = "",
) -> BlindQuestion:
    """The other side answers, or hands in a better answer in place of the one that came back."""
    require(actor, Permission.QUESTION_ANSWER, question)
    writer = question.to_organization
    kept = accepted(session, actor, writer, text, confirmed=confirmed)
    action = "mend_answer" if question.state == "answer_returned" else "answer"
    perform(session, actor, question, action, now=now)
    question.answer, question.answered_by_id = kept, actor.user_id
    return send_on(session, actor, question, now=now)


def decline(
    session: Session, actor: Actor, question: BlindQuestion, *, now: dt.datetime
) -> BlindQuestion:
    """The other side prefers not to answer; it need not say why."""
    require(actor, Permission.QUESTION_ANSWER, question)
    perform(session, actor, question, "decline", now=now)
    question_notices.to_asking(session, question, "question_declined", now=now)
    return question


def relay(
    session: Session, actor: Actor, question: BlindQuestion, *, seen: bool, now: dt.datetime
) -> BlindQuestion:
    """An officer passes the text on, word for word. ``seen``: every marked name is harmless."""
    require(actor, Permission.QUESTION_RELAY, question)
    if of_kind(desk_findings(session, question), "identity") and not seen:
        raise InvalidFields({"seen": "confirm that nothing of what is marked names anybody"})
    _pass_on(session, actor, question, "relay", now=now)
    return question


def send_back(
    session: Session, actor: Actor, question: BlindQuestion, *, reason: str, now: dt.datetime
) -> BlindQuestion:
    """An officer returns the text to who wrote it, with a reason; officers change no word."""
    require(actor, Permission.QUESTION_RELAY, question)
    if not reason.strip() or len(reason) > REASON_MAX:
        raise InvalidFields(
            {"reason": phrase("say what to mend, in at most %(most)s characters", most=REASON_MAX)}
        )
    if question.state == "answered":
        perform(session, actor, question, "return_answer", now=now)
        question.answer_return_reason = reason.strip()
        question_notices.to_asked(session, question, "question_returned", now=now)
    else:
        perform(session, actor, question, "return", now=now)
        question.return_reason = reason.strip()
        question_notices.to_asking(session, question, "question_returned", now=now)
    return question


def send_on(
    session: Session, actor: Actor, question: BlindQuestion, *, now: dt.datetime
) -> BlindQuestion:
    """A text that was just handed in goes to the desk, or straight on where that is set."""
    if relay_of(session) == "direct":
        _pass_on(session, actor, question, "pass", now=now)
    else:
        question_notices.to_desk(session, question, now=now)
    return question


def desk_findings(session: Session, question: BlindQuestion) -> list[Finding]:
    """What is found in the text that waits for an officer; nothing where none waits."""
    if question.state == "submitted":
        return found_by_officer(session, question.from_organization, question.text)
    if question.state == "answered":
        return found_by_officer(session, question.to_organization, question.answer)
    return []


def expire(session: Session, question: BlindQuestion, *, now: dt.datetime) -> bool:
    """The clock's part: whether the question was due and has ended now."""
    due = question.expires_at is not None and question.expires_at <= now
    if due:
        perform(session, Actor.worker(), question, "expire", now=now)
        _tell_both(session, question, "question_unanswered", now)
    return due


def after_departure(session: Session, actor: Actor, listing: Listing, *, now: dt.datetime) -> None:
    """A listing that left the exchange ends its open questions; nobody learns whose it was."""
    query = select(BlindQuestion).where(
        or_(BlindQuestion.from_listing_id == listing.id, BlindQuestion.to_listing_id == listing.id),
        BlindQuestion.state.in_(OPEN_STATES),
    )
    for question in session.scalars(query.order_by(BlindQuestion.id)).all():
        perform(session, actor, question, "lapse", now=now)
        _tell_both(session, question, "question_closed", now)


def perform(
    session: Session,
    actor: Actor,
    question: BlindQuestion,
    action: str,
    *,
    now: dt.datetime,
) -> None:
    """The one door: change the state by the table, set the clock, and log the step."""
    before = question.state
    question.state = next_state(workflow.TABLE, action, before)
    question.since = now
    is_timed = question.state in workflow.TIMED_STATES
    question.expires_at = now + workflow.ANSWER_TIME if is_timed else None
    session.flush()
    log(session, actor, question, action, now, {"from": before, "to": question.state})
    if question.expires_at is not None:
        key = f"expire_question:{question.id}:{question.expires_at:%Y%m%d%H%M%S}"
        ids = {"question_id": question.id}
        job_queue.enqueue(
            session, "expire_question", key=key, payload=ids, now=now, run_at=question.expires_at
        )


def log(
    session: Session,
    actor: Actor,
    question: BlindQuestion,
    action: str,
    now: dt.datetime,
    details: Mapping[str, Any],
) -> None:
    """One event of the question's trail: states only, never a word of a text."""
    subject = ("question", question.reference)
    audit.record(session, actor, f"question.{action}", *subject, now=now, details=details)


def _pass_on(
    session: Session, actor: Actor, question: BlindQuestion, action: str, *, now: dt.datetime
) -> None:
    """``relay`` or ``pass``: the question to the other side, or the answer to who asked."""
    if question.state == "answered":
        perform(session, actor, question, f"{action}_answer", now=now)
        question.answered_at = now
        question_notices.to_asking(session, question, "question_answered", now=now)
    else:
        perform(session, actor, question, action, now=now)
        question.passed_at = now
        question_notices.to_asked(session, question, "question_received", now=now)


def _tell_both(session: Session, question: BlindQuestion, template: str, now: dt.datetime) -> None:
    question_notices.to_asking(session, question, template, now=now)
    question_notices.to_asked(session, question, template, now=now)
