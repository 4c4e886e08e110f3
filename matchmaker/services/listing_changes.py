"""Changes of published blind listings: kept beside the listing until the secretariat has looked.

Members read the published text meanwhile. What only the owner reads, and whatever lets fewer people
see the listing, needs no check and is saved at once.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, require
from matchmaker.services import audit, listing_versions, notices
from matchmaker.services.listing_comparison import Comparison, compare, names_of
from matchmaker.services.listing_versions import plain, snapshot
from matchmaker.workflow.listing_changes import CHECKED, TABLE
from matchmaker.workflow.transitions import next_state
from models import Listing, ListingChange, ListingVersion


def pending(session: Session, listing: Listing) -> ListingChange | None:
    """The change that waits; there is one at most."""
    query = select(ListingChange).where(
        ListingChange.listing_id == listing.id, ListingChange.state == "pending"
    )
    return session.scalar(query.options(joinedload(ListingChange.version)))


def shown(session: Session, actor: Actor, listing: Listing) -> ListingChange | None:
    """The last change while it waits or was returned; for those who may read the history."""
    if not allows(actor, Permission.LISTING_HISTORY, listing):
        return None
    query = (
        select(ListingChange)
        .where(ListingChange.listing_id == listing.id)
        .order_by(ListingChange.id.desc())
        .limit(1)
        .options(joinedload(ListingChange.version))
    )
    last = session.scalar(query)
    return last if last and last.state in ("pending", "returned") else None


def content_now(session: Session, listing: Listing) -> dict[str, Any]:
    """What was saved last: the listing, with the change that waits over it."""
    waiting = pending(session, listing)
    return {**snapshot(listing), **(_proposed(waiting) if waiting else {})}


def becomes_blind(listing: Listing, values: Mapping[str, Any]) -> bool:
    """Whether ``values`` make a published open listing blind.

    Its old words may name whoever they are to hide now, and the secretariat has not read the new
    ones: neither are for members to read.
    """
    was_open = listing.state == "published" and listing.disclosure == "open"
    return was_open and values.get("disclosure") == "blind"


def parted(
    session: Session, listing: Listing, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is saved at once, and what the secretariat checks first."""
    stays_blind = listing.disclosure == values.get("disclosure", "blind") == "blind"
    if listing.state != "published" or not stays_blind:
        return dict(values), {}
    waiting = pending(session, listing)
    wanted = {**(_proposed(waiting) if waiting else {}), **values}
    checked: dict[str, Any] = {
        name: wanted[name]
        for name in CHECKED
        if name in wanted and wanted[name] != getattr(listing, name)
    }
    return {name: value for name, value in values.items() if name not in CHECKED}, checked


def propose(
    session: Session,
    actor: Actor,
    listing: Listing,
    checked: Mapping[str, Any],
    *,
    now: dt.datetime,
) -> ListingChange | None:
    """Keep ``checked`` for the secretariat in place of what waited; ``None`` when nothing waits."""
    waiting = pending(session, listing)
    wanted = {name: plain(value) for name, value in checked.items()}
    if waiting is not None:
        if wanted and {**snapshot(listing), **_proposed(waiting)} == {
            **snapshot(listing),
            **wanted,
        }:
            return waiting
        perform(
            session, actor, waiting, "replace_change" if wanted else "take_back_change", now=now
        )
    if not wanted:
        return None
    flag_modified(listing, "title")  # counts the version up: an open form has to notice
    content = {**snapshot(listing), **wanted}
    version = listing_versions.record(session, actor, listing, "proposed", now=now, content=content)
    change = ListingChange(listing=listing, version=version, at=now)
    session.add(change)
    session.flush()
    details = {"fields": sorted(wanted)}
    audit.record(
        session,
        actor,
        "listing.propose_change",
        "listing",
        listing.reference,
        now=now,
        details=details,
    )
    notices.to_officers(session, "listing_change", {"listing_id": listing.id}, now=now)
    return change


def is_unchecked(session: Session, listing: Listing) -> bool:
    """Whether a blind listing tells members something that they did not read while it was blind."""
    if listing.disclosure != "blind":
        return False
    last, present = _last_published(session, listing), snapshot(listing)
    shown = ("disclosure", *CHECKED)
    return last is None or any(last.content.get(name) != present.get(name) for name in shown)


def since_published(session: Session, listing: Listing) -> Comparison | None:
    """What was changed of an expired listing since members read it; ``None`` when nothing was."""
    last = _last_published(session, listing) if listing.state == "expired" else None
    if last is None:
        return None
    old = last.content
    new = {**snapshot(listing), "valid_until": old.get("valid_until")}  # which renewing sets anew
    found = compare(listing.kind, old, new, names=names_of(session, old, new))
    return found if found.differences else None


def _last_published(session: Session, listing: Listing) -> ListingVersion | None:
    query = (
        select(ListingVersion)
        .where(
            ListingVersion.listing_id == listing.id,
            ListingVersion.state == "published",
            ListingVersion.action != "proposed",
        )
        .order_by(ListingVersion.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def take_back(session: Session, actor: Actor, listing: Listing, *, now: dt.datetime) -> None:
    """The owner thinks better of it; nothing happens when nothing waits any more."""
    require(actor, Permission.LISTING_PUBLISH, listing)
    if waiting := pending(session, listing):
        perform(session, actor, waiting, "take_back_change", now=now)


def lapse(session: Session, actor: Actor, listing: Listing, *, now: dt.datetime) -> None:
    """A listing that is published no more has no change to be checked."""
    if waiting := pending(session, listing):
        perform(session, actor, waiting, "lapse_change", now=now)


def perform(
    session: Session,
    actor: Actor,
    change: ListingChange,
    action: str,
    *,
    now: dt.datetime,
    note: str = "",
) -> ListingChange:
    """The one door: change the state by the table and log it."""
    change.state = next_state(TABLE, action, change.state)
    change.note, change.decided_at = note, now
    session.flush()
    details = {"reason": note} if note else {}
    reference = change.listing.reference
    audit.record(
        session, actor, f"listing.{action}", "listing", reference, now=now, details=details
    )
    return change


def proposed_values(change: ListingChange) -> dict[str, Any]:
    """What would be published, as column values: none of it is a date."""
    listing = change.listing
    proposed = _proposed(change)
    return {name: value for name, value in proposed.items() if value != getattr(listing, name)}


def _proposed(change: ListingChange) -> dict[str, Any]:
    content = change.version.content
    return {name: content[name] for name in CHECKED if name in content}
