"""Taking an answer to a match back: what stood there before counts again."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from matchmaker.errors import Conflict
from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit
from models import BlindQuestion, Feedback, Introduction, IntroductionParty, Listing
from models.base import new_reference

_REPLACED: Final = N_("It was changed or taken back already.")
_REQUESTED: Final = N_("An introduction has been requested since.")
_ASKED: Final = N_("A question has been asked since.")
_ANSWERED: Final = N_("A colleague has answered this match since.")


def keep_former(session: Session, row: Feedback, *, is_same: bool) -> None:
    """Keep what ``row`` says under a new key, before it is overwritten.

    ``is_same``: the new answer says the same once more, as a second click does. Then what stood
    before the first is kept, unless something rests on that by now.
    """
    if is_same and row.undo_key and not _rests_on(session, row):
        return
    row.before = _standing(row)
    row.undo_key = new_reference("AN")


def undo(
    session: Session, actor: Actor, listing: Listing, other: Listing, *, key: str, now: dt.datetime
) -> str:
    """Take back the actor's answer that ``key`` names; the answer that counts again, or nothing.

    ``Conflict`` says why it stays: it is another by now, or something rests on it.
    """
    require(actor, Permission.MATCH_ANSWER, listing)
    row = session.scalars(
        select(Feedback).where(
            Feedback.listing_id == listing.id,
            Feedback.counterpart_id == other.id,
            Feedback.user_id == actor.user_id,
        )
    ).one_or_none()
    if row is None or row.undo_key is None or row.undo_key != key:
        raise Conflict(_REPLACED)
    if reason := _rests_on(session, row):
        raise Conflict(reason)
    details = {"counterpart": other.reference, "answer": row.answer}
    former = _put_back(session, row)
    audit.record(
        session,
        actor,
        "match.answer_undone",
        "listing",
        listing.reference,
        now=now,
        details=details,
    )
    return former


def _standing(row: Feedback) -> dict[str, Any]:
    """What ``row`` says, for JSON; ``{}`` of one that says nothing yet."""
    if not row.answer:
        return {}
    said = {"answer": row.answer, "reason": row.reason, "note": row.note, "rank": row.rank}
    return {**said, "at": row.at.isoformat()}


def _put_back(session: Session, row: Feedback) -> str:
    before = row.before or {}
    if before:
        row.answer, row.reason, row.note = before["answer"], before["reason"], before["note"]
        row.rank, row.at = before["rank"], dt.datetime.fromisoformat(before["at"])
        row.before = row.undo_key = None
    else:
        session.delete(row)
    session.flush()
    return str(before.get("answer", ""))


def _rests_on(session: Session, row: Feedback) -> str:
    """What was done since on the own side, so that the answer stays; empty where nothing was.

    What the other side does is not looked at: of some of it the reader must not know.
    """
    later = {_REQUESTED: _requests(row), _ASKED: _questions(row), _ANSWERED: _answers(row)}
    for reason, query in later.items():
        if session.scalar(query.limit(1)) is not None:
            return reason
    return ""


def _requests(row: Feedback) -> Select[int]:
    asking, other = aliased(IntroductionParty), aliased(IntroductionParty)
    return (
        select(Introduction.id)
        .join(asking, (asking.introduction_id == Introduction.id) & (asking.position == 0))
        .join(other, other.introduction_id == Introduction.id)
        .where(
            asking.listing_id == row.listing_id,
            other.listing_id == row.counterpart_id,
            Introduction.requested_at > row.at,
        )
    )


def _questions(row: Feedback) -> Select[int]:
    return select(BlindQuestion.id).where(
        BlindQuestion.from_listing_id == row.listing_id,
        BlindQuestion.to_listing_id == row.counterpart_id,
        BlindQuestion.asked_at > row.at,
    )


def _answers(row: Feedback) -> Select[int]:
    return select(Feedback.id).where(
        Feedback.listing_id == row.listing_id,
        Feedback.counterpart_id == row.counterpart_id,
        Feedback.user_id != row.user_id,
        Feedback.at > row.at,
    )
