"""A listing on its owner's desk: how it stands, and what may be done with it now."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, visible
from matchmaker.services import listings, matches
from matchmaker.workflow import listings as workflow
from matchmaker.workflow.transitions import possible
from models import Listing, Match

#: The owner is reminded when a published listing has less time than this.
ENDS_SOON: Final = dt.timedelta(days=30)
_OWNERS_ACTIONS: Final = frozenset({"submit", "withdraw", "renew"})


@dataclass(frozen=True, slots=True)
class Desk:
    """``matches`` counts all, ``strong`` the best band; ``matched`` is false until they are made.

    ``actions`` are those of ``workflow.listings`` that this actor may take now; ``drafting``
    tells of one who may write here and not publish.
    """

    version: int
    updated_at: dt.datetime
    days_left: int
    ends_soon: bool
    matched: bool
    matches: int
    strong: int
    can_edit: bool
    drafting: bool
    actions: frozenset[str]
    state: str  # as the owner reads it: one that ends soon is "expiring"
    renewed_until: dt.date


@dataclass(frozen=True, slots=True)
class Fit:
    """A listing of the reader's own that is matched with the one at hand."""

    reference: str
    title: str
    band: str


def fits(session: Session, actor: Actor, listing: Listing) -> list[Fit]:
    """The reader's own listings among whose matches ``listing`` is, the best place first."""
    query = (
        select(Listing.reference, Listing.title, Match.band)
        .join(Match, Match.listing_id == Listing.id)
        .where(
            Match.counterpart_id == listing.id,
            Listing.organization_id.in_(actor.organization_ids),
        )
        .order_by(Match.rank, Listing.id)
    )
    rows = session.execute(visible(query, actor, Permission.MATCH_READ))
    return [Fit(*row) for row in rows]


def desk(session: Session, actor: Actor, listing: Listing, *, now: dt.datetime) -> Desk | None:
    """``None`` for a reader who is neither owner nor staff."""
    if not allows(actor, Permission.MATCH_READ, listing):
        return None
    return desk_of(actor, listing, matches.counts(session, actor, [listing.id]), now=now)


def desk_of(
    actor: Actor,
    listing: Listing,
    counts: Mapping[int, Mapping[str, int]],
    *,
    now: dt.datetime,
) -> Desk:
    """The desk with the counts of ``matches.counts`` at hand, for many listings at once."""
    bands = counts.get(listing.id, {})
    may_publish = allows(actor, Permission.LISTING_PUBLISH, listing)
    can_edit = allows(actor, Permission.LISTING_EDIT, listing)
    left = listing.valid_until - now.date()
    ends_soon = is_expiring(listing, now=now)
    return Desk(
        version=listing.version,
        updated_at=listing.updated_at,
        days_left=left.days,
        ends_soon=ends_soon,
        matched=listing.matched_at is not None,
        matches=sum(bands.values()),
        strong=bands.get("strong", 0),
        can_edit=can_edit,
        drafting=can_edit and not may_publish,
        actions=_OWNERS_ACTIONS.intersection(possible(workflow.TABLE, listing.state))
        if may_publish
        else frozenset(),
        state="expiring" if ends_soon else listing.state,
        renewed_until=(now + listings.VALID_FOR).date(),
    )


def is_expiring(listing: Listing, *, now: dt.datetime) -> bool:
    """Published, and so near its last day that its owner should know."""
    return listing.state == "published" and listing.valid_until - now.date() < ENDS_SOON
