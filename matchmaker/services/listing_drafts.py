"""Saved while it is being written: a draft itself; of what others read, only a copy beside it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require, visible
from models import Listing, UnsavedListing

#: The only state in which typing changes the listing itself.
DRAFT = "draft"


def of_form(session: Session, actor: Actor, key: str | None) -> Listing | None:
    """The listing that the actor's opened form with this ``key`` has made already."""
    if not key or actor.user_id is None:
        return None
    query = select(Listing).where(Listing.draft_key == key, Listing.created_by_id == actor.user_id)
    return session.scalar(query)


def begun_by(session: Session, actor: Actor, kind: str) -> list[Listing]:
    """The drafts of this ``kind`` that the actor has begun and may go on with, newest first."""
    query = visible(select(Listing), actor, Permission.LISTING_EDIT).where(
        Listing.kind == kind, Listing.state == DRAFT, Listing.created_by_id == actor.user_id
    )
    return list(session.scalars(query.order_by(Listing.updated_at.desc(), Listing.id.desc())))


def keep_unsaved(
    session: Session,
    actor: Actor,
    listing: Listing,
    typed: Mapping[str, Any],
    *,
    version: int,
    now: dt.datetime,
) -> None:
    """Remember what the actor has typed over ``listing``, which does not change."""
    require(actor, Permission.LISTING_EDIT, listing)
    copy = unsaved_of(session, actor, listing)
    if copy is None:
        copy = UnsavedListing(listing_id=listing.id, user_id=actor.user_id)
        session.add(copy)
    copy.version, copy.typed, copy.saved_at = version, dict(typed), now
    session.flush()


def unsaved_of(session: Session, actor: Actor, listing: Listing) -> UnsavedListing | None:
    """What the actor alone has typed and not saved."""
    if actor.user_id is None:
        return None
    return session.get(UnsavedListing, (listing.id, actor.user_id))


def discard(session: Session, actor: Actor, listing: Listing) -> None:
    """Throw the actor's copy away; nothing happens when there is none."""
    session.execute(
        delete(UnsavedListing).where(
            UnsavedListing.listing_id == listing.id, UnsavedListing.user_id == actor.user_id
        )
    )
