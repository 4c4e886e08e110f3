"""What readers say of a match: one answer each, the last one counts."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import InvalidFields
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, require
from matchmaker.services import answer_undo, audit
from matchmaker.services.listing_text import too_long
from models import Feedback, Listing, Match
from models import vocabulary as v
from models.match import NOTE_MAX


@dataclass(frozen=True, slots=True)
class Said:
    """The answer of one member, for the colleagues of the same organization."""

    answer: str
    reason: str
    note: str
    by: str
    at: dt.datetime
    mine: bool


def answer(
    session: Session,
    actor: Actor,
    listing: Listing,
    other: Listing,
    *,
    value: str,
    now: dt.datetime,
    reason: str = "",
    note: str | None = None,
) -> Feedback:
    """Store the reader's answer to ``other`` being proposed for ``listing``.

    ``note`` is for colleagues; ``None`` leaves the one that is there. It goes into no log.
    The answer can be taken back (``answer_undo``).
    """
    require(actor, Permission.MATCH_ANSWER, listing)
    kept = None if note is None else clean_note(note)
    _check(value, reason, kept)
    row = _row(session, actor, listing, other)
    said = (
        value,
        reason if value == "not_relevant" else "",
        row.note or "" if kept is None else kept,
    )
    answer_undo.keep_former(session, row, is_same=said == (row.answer, row.reason, row.note))
    (row.answer, row.reason, row.note), row.at = said, now
    row.rank = session.scalar(
        select(Match.rank).where(Match.listing_id == listing.id, Match.counterpart_id == other.id)
    )
    session.add(row)
    session.flush()
    details = {"counterpart": other.reference, "answer": value}
    audit.record(
        session, actor, "match.answered", "listing", listing.reference, now=now, details=details
    )
    return row


def said_of(session: Session, actor: Actor, listing: Listing, other: Listing) -> list[Said]:
    """What members have said of this match, the last first; for their own organization alone."""
    if not allows(actor, Permission.MATCH_ANSWER, listing):
        return []
    query = (
        select(Feedback)
        .where(Feedback.listing_id == listing.id, Feedback.counterpart_id == other.id)
        .order_by(Feedback.at.desc(), Feedback.id.desc())
        .options(joinedload(Feedback.user))
    )
    rows = session.scalars(query)
    return [
        Said(row.answer, row.reason, row.note, row.user.name, row.at, row.user_id == actor.user_id)
        for row in rows
    ]


def clean_note(text: str) -> str:
    """A word to colleagues as it is kept: browsers end lines with two characters."""
    return text.replace("\r\n", "\n").strip()


def _check(value: str, reason: str, note: str | None) -> None:
    """``InvalidFields`` for what is in no list, or too long."""
    problems = {}
    if value not in v.FEEDBACK_ANSWERS:
        problems["answer"] = "choose one of the answers"
    if reason and reason not in v.FEEDBACK_REASONS:
        problems["reason"] = "choose one of the reasons"
    if note and len(note) > NOTE_MAX:
        problems["note"] = too_long(note, NOTE_MAX)
    if problems:
        raise InvalidFields(problems)


def _row(session: Session, actor: Actor, listing: Listing, other: Listing) -> Feedback:
    query = select(Feedback).where(
        Feedback.listing_id == listing.id,
        Feedback.counterpart_id == other.id,
        Feedback.user_id == actor.user_id,
    )
    return session.scalars(query).one_or_none() or Feedback(
        listing_id=listing.id, counterpart_id=other.id, user_id=actor.user_id
    )
