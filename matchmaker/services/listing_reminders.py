"""Owners hear that a listing ends, 30 and 7 days before: each once for each last day."""

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import audit, notices
from models import Listing, ListingReminder

#: The owner is told when so many days are left.
MARKS: Final = (30, 7)


def remind_due(session: Session, *, now: dt.datetime) -> int:
    """Today's reminders. Returns how many listings were reminded of.

    Whoever missed a mark while the worker was down is told once, of the nearest; a listing that
    was published with less time than a mark is not told of it. A new last day starts anew.
    """
    today = now.date()
    query = select(Listing).where(
        Listing.state == "published",
        Listing.valid_until >= today,
        Listing.valid_until <= today + dt.timedelta(days=max(MARKS)),
    )
    return sum([_remind(session, listing, now) for listing in session.scalars(query)])


def _remind(session: Session, listing: Listing, now: dt.datetime) -> bool:
    left = (listing.valid_until - now.date()).days
    told = set(
        session.scalars(
            select(ListingReminder.days).where(
                ListingReminder.listing_id == listing.id,
                ListingReminder.valid_until == listing.valid_until,
            )
        )
    )
    due = [days for days in MARKS if left <= days and days not in told]
    due = [days for days in due if _was_public_at(listing, days)]
    for days in due:
        values = {"valid_until": listing.valid_until, "days": days, "at": now}
        session.add(ListingReminder(listing_id=listing.id, **values))
    if not due:
        return False
    notices.to_owners(session, listing, "listing_expiring", now=now)
    reference, details = listing.reference, {"days_left": left}
    audit.record(
        session, Actor.worker(), "listing.remind", "listing", reference, now=now, details=details
    )
    return True


def _was_public_at(listing: Listing, days: int) -> bool:
    """Whether the listing was published already when so many days were left."""
    mark = listing.valid_until - dt.timedelta(days=days)
    return listing.published_at is None or listing.published_at.date() <= mark
