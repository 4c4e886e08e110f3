"""The versions of a listing: each step leaves what the listing said, who took it, and for whom."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, require
from matchmaker.services.listing_columns import FIELDS
from models import Listing, ListingVersion

#: Saves of a draft by one person with no longer pause than this are one version.
SITTING: Final = dt.timedelta(minutes=30)
#: Saves of a sitting that are all kept, since somebody may have opened the form at any of them.
LATEST: Final = 20
_SAVED: Final = ("created", "changed")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history. ``organization`` is whom the person acted for."""

    number: int
    at: dt.datetime
    name: str
    organization: str
    state: str
    action: str
    note: str
    content: Mapping[str, Any]


def snapshot(listing: Listing) -> dict[str, Any]:
    """Everything that its owner has said, as JSON values; organizations and files by reference."""
    content = {f.name: plain(getattr(listing, f.name)) for f in FIELDS[listing.kind]}
    content["hidden_from"] = [organization.reference for organization in listing.hidden_from]
    content["attachments"] = [file.reference for file in listing.attachments]
    return content


def plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def record(
    session: Session,
    actor: Actor,
    listing: Listing,
    action: str,
    *,
    now: dt.datetime,
    note: str = "",
    content: Mapping[str, Any] | None = None,
) -> ListingVersion:
    """Add what the listing says now, or the ``content`` that is proposed, in this transaction."""
    session.flush()
    last = _last(session, listing)
    goes_on = last is not None and _goes_on(last, actor, listing, action, now)
    number = (last.number + (not goes_on)) if last else 1
    said = dict(content) if content is not None else snapshot(listing)
    version = ListingVersion(
        listing_id=listing.id,
        number=number,
        revision=listing.version,
        at=now,
        by_id=actor.user_id,
        role=actor.role_in_log[:20],
        organization=_acting_for(actor, listing),
        state=listing.state,
        action=last.action if goes_on and last else action,
        note=note,
        content=said,
        digest=digest(said),
    )
    session.add(version)
    session.flush()
    _drop_early(session, listing, now)
    if goes_on:
        _thin_out(session, listing, number)
    return version


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def history(session: Session, actor: Actor, listing: Listing) -> list[Step]:
    """The versions that ``actor`` may read, the newest first.

    What was written before a listing was handed in is for its owner alone, like any draft.
    """
    require(actor, Permission.LISTING_HISTORY, listing)
    own = listing.organization_id in actor.organization_ids or not actor.is_signed_in
    steps: dict[int, Step] = {}
    query = (
        select(ListingVersion)
        .where(ListingVersion.listing_id == listing.id)
        .order_by(ListingVersion.id)
        .options(joinedload(ListingVersion.by))
    )
    for row in session.scalars(query):
        if own or row.state != "draft":
            steps[row.number] = _step(row)
    return list(reversed(steps.values()))


def at_revision(session: Session, listing: Listing, revision: int) -> ListingVersion | None:
    """What a form that carries ``revision`` began from; ``None`` when that is not kept."""
    query = (
        select(ListingVersion)
        .where(ListingVersion.listing_id == listing.id, ListingVersion.revision <= revision)
        .order_by(ListingVersion.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def latest(session: Session, actor: Actor, listing: Listing) -> Step | None:
    """Who saved last, and what; for those who may read the history."""
    if not allows(actor, Permission.LISTING_HISTORY, listing):
        return None
    last = _last(session, listing)
    return _step(last) if last else None


def _step(row: ListingVersion) -> Step:
    name = row.by.name if row.by else ""
    return Step(
        row.number, row.at, name, row.organization, row.state, row.action, row.note, row.content
    )


def _last(session: Session, listing: Listing) -> ListingVersion | None:
    query = select(ListingVersion).where(ListingVersion.listing_id == listing.id)
    return session.scalar(query.order_by(ListingVersion.id.desc()).limit(1))


def _goes_on(
    last: ListingVersion, actor: Actor, listing: Listing, action: str, now: dt.datetime
) -> bool:
    """Whether a save belongs to the sitting of the last one."""
    return (
        (last.state, listing.state) == ("draft", "draft")
        and action == "changed"
        and last.action in _SAVED
        and actor.user_id is not None
        and last.by_id == actor.user_id
        and now - last.at <= SITTING
    )


def _drop_early(session: Session, listing: Listing, now: dt.datetime) -> None:
    """Of each number the early saves go: nobody reads them, and no open form began there."""
    of_listing = ListingVersion.listing_id == listing.id
    read = select(func.max(ListingVersion.id)).where(of_listing).group_by(ListingVersion.number)
    session.execute(
        delete(ListingVersion).where(
            of_listing, ListingVersion.at < now - SITTING, ListingVersion.id.not_in(read)
        )
    )


def _thin_out(session: Session, listing: Listing, number: int) -> None:
    """Of the saves of one sitting the latest stay, and of those before one a minute.

    A colleague's form that began from one that is gone is merged from the one before it, which may
    ask more than it had to, and loses nothing.
    """
    query = (
        select(ListingVersion.id, ListingVersion.at)
        .where(ListingVersion.listing_id == listing.id, ListingVersion.number == number)
        .order_by(ListingVersion.id.desc())
        .offset(LATEST)
    )
    of_minute: dict[int, int] = {}
    surplus = []
    for key, at in session.execute(query):
        if of_minute.setdefault(int(at.timestamp() // 60), key) != key:
            surplus.append(key)
    session.execute(delete(ListingVersion).where(ListingVersion.id.in_(surplus)))


def _acting_for(actor: Actor, listing: Listing) -> str:
    """The owner's name where the actor belongs to it, else that of the first organization."""
    if listing.organization_id in actor.organization_ids:
        return listing.organization.name
    return actor.roles[0].organization_name if actor.roles else ""
