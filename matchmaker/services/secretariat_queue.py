"""What waits for the secretariat and for others: ids and ages, before anything is loaded."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from models import AuditEvent, Introduction, Listing, ListingChange

#: What waits longer than this is marked as overdue.
DUE_AFTER: Final = dt.timedelta(days=5)
Noun = Literal["listing", "introduction"]
_BEGINS: Final = {
    "listing": ("listing.submit", "listing.make_blind"),
    "introduction": (
        "introduction.request",
        "introduction.give_information",
        "introduction.pass_on",
        "introduction.appeal",
    ),
    "others": ("introduction.ask_information", "introduction.approve"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """``since`` is when it began to wait for whoever holds it."""

    noun: Noun
    id: int
    since: dt.datetime

    def is_late(self, now: dt.datetime) -> bool:
        return now - self.since > DUE_AFTER


def to_decide(session: Session, actor: Actor) -> list[Waiting]:
    """The listings to check and the introductions to decide, the oldest first."""
    return _oldest_first(
        [
            *_listings(session, actor),
            *_introductions(session, actor, ("requested", "screened"), "introduction"),
        ]
    )


def with_others(session: Session, actor: Actor) -> list[Waiting]:
    """The introductions that wait for a party, the oldest first."""
    states = ("needs_information", "approved")
    return _oldest_first(_introductions(session, actor, states, "others"))


def _oldest_first(waiting: list[Waiting]) -> list[Waiting]:
    return sorted(waiting, key=lambda one: (one.since, one.noun, one.id))


def _listings(session: Session, actor: Actor) -> list[Waiting]:
    query = select(Listing.id, Listing.reference, Listing.updated_at).where(
        Listing.state == "submitted"
    )
    rows = session.execute(visible(query, actor, Permission.LISTING_REVIEW)).all()
    since = _since(session, "listing", [row.reference for row in rows])
    changes = (
        select(ListingChange.listing_id, ListingChange.at)
        .join(Listing, Listing.id == ListingChange.listing_id)
        .where(ListingChange.state == "pending")
    )
    changed = session.execute(visible(changes, actor, Permission.LISTING_REVIEW))
    return [
        *(Waiting("listing", row.id, since.get(row.reference, row.updated_at)) for row in rows),
        *(Waiting("listing", listing_id, at) for listing_id, at in changed),
    ]


def _introductions(
    session: Session, actor: Actor, states: Collection[str], step: str
) -> list[Waiting]:
    query = select(Introduction.id, Introduction.reference, Introduction.requested_at).where(
        Introduction.state.in_(states)
    )
    rows = session.execute(visible(query, actor, Permission.INTRODUCTION_READ)).all()
    since = _since(session, step, [row.reference for row in rows])
    return [
        Waiting("introduction", row.id, since.get(row.reference, row.requested_at)) for row in rows
    ]


def _since(session: Session, step: str, references: Collection[str]) -> dict[str, dt.datetime]:
    """Reference → when the last of the step's actions happened, from the audit log."""
    query = (
        select(AuditEvent.subject_reference, func.max(AuditEvent.at))
        .where(
            AuditEvent.subject_type == ("listing" if step == "listing" else "introduction"),
            AuditEvent.subject_reference.in_(references),
            AuditEvent.action.in_(_BEGINS[step]),
        )
        .group_by(AuditEvent.subject_reference)
    )
    return {row[0]: row[1] for row in session.execute(query)}
