"""What readers say of a match: one answer each, the last one counts."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit
from models import Feedback, Listing, Match
from models import vocabulary as v


def answer(
    session: Session,
    actor: Actor,
    listing: Listing,
    other: Listing,
    *,
    value: str,
    now: dt.datetime,
    reason: str = "",
) -> Feedback:
    """Store the reader's answer to ``other`` being proposed for ``listing``."""
    require(actor, Permission.MATCH_ANSWER, listing)
    problems = {}
    if value not in v.FEEDBACK_ANSWERS:
        problems["answer"] = "choose one of the answers"
    if reason and reason not in v.FEEDBACK_REASONS:
        problems["reason"] = "choose one of the reasons"
    if problems:
        raise InvalidFields(problems)
    row = _row(session, actor, listing, other)
    row.answer, row.reason, row.at = value, reason if value == "not_relevant" else "", now
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


def _row(session: Session, actor: Actor, listing: Listing, other: Listing) -> Feedback:
    query = select(Feedback).where(
        Feedback.listing_id == listing.id,
        Feedback.counterpart_id == other.id,
        Feedback.user_id == actor.user_id,
    )
    return session.scalars(query).one_or_none() or Feedback(
        listing_id=listing.id, counterpart_id=other.id, user_id=actor.user_id
    )
