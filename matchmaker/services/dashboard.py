"""What a person finds on the first page, by role: own listings, fitting needs, counts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectin_polymorphic, selectinload

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services import matches
from matchmaker.services.listing_desk import is_expiring
from matchmaker.services.listing_views import ListingView, view
from models import Listing, ListingCode, Match, Offer, Organization
from models import vocabulary as v

MEMBER_ROLES: Final = ("contributor", "representative")
NEW_FOR: Final = dt.timedelta(days=7)
#: Counts below this are not told: they could point at one organization.
SMALLEST_COUNT: Final = 5
_SHOWN: Final = 20
_UNFINISHED: Final = ("draft", "changes_requested", "submitted")


@dataclass(frozen=True, slots=True)
class OwnListing:
    """A published listing with its matches that count most. ``new``: of the last seven days."""

    listing: ListingView
    strong: int
    good: int
    new: int
    is_prepared: bool
    state: str = "published"  # or "expiring"


@dataclass(frozen=True, slots=True)
class FittingNeed:
    """A need for which one of the reader's capabilities is proposed."""

    band: str
    need: ListingView
    capability: ListingView


@dataclass(frozen=True, slots=True)
class CountryRow:
    """One sector of a country: a count as text for each kind of listing."""

    sector: str
    counts: tuple[str, ...]


def own_listings(session: Session, actor: Actor, *, now: dt.datetime) -> list[OwnListing]:
    """The published listings of the actor's organizations, the latest first."""
    rows = _own(session, actor, ("published",))
    ids = [row.id for row in rows]
    bands = matches.counts(session, actor, ids)
    new = matches.counts(session, actor, ids, first_seen_after=now - NEW_FOR)
    return [
        OwnListing(
            view(actor, row),
            strong=bands.get(row.id, {}).get("strong", 0),
            good=bands.get(row.id, {}).get("good", 0),
            new=sum(new.get(row.id, {}).values()),
            is_prepared=row.matched_at is not None,
            state="expiring" if is_expiring(row, now=now) else row.state,
        )
        for row in rows
    ]


def unfinished(session: Session, actor: Actor) -> list[ListingView]:
    """Drafts, listings that the secretariat checks, and those that it sent back."""
    return [view(actor, row) for row in _own(session, actor, _UNFINISHED)]


def fitting_needs(session: Session, actor: Actor, *, limit: int = 5) -> list[FittingNeed]:
    """The needs for which the actor's capabilities are proposed, the best first, each once."""
    own = _own_ids(actor)
    query = (
        select(Match, Listing)
        .join(Listing, Match.counterpart_id == Listing.id)
        .where(
            Listing.kind == "need",
            Match.listing_id.in_(
                select(Listing.id).where(
                    Listing.organization_id.in_(own),
                    Listing.kind == "capability",
                    Listing.state == "published",
                )
            ),
        )
        .order_by(Match.score.desc(), Match.id)
        .limit(limit * 4)
        .options(
            joinedload(Listing.organization),
            selectinload(Listing.hidden_from),
            joinedload(Match.listing).options(
                joinedload(Listing.organization), selectinload(Listing.hidden_from)
            ),
        )
    )
    found: dict[int, FittingNeed] = {}
    for match, need in session.execute(visible(query, actor, Permission.LISTING_READ)):
        capability = view(actor, match.listing)
        found.setdefault(need.id, FittingNeed(match.band, view(actor, need), capability))
    return list(found.values())[:limit]


def country_counts(session: Session, actor: Actor, country: str) -> list[CountryRow]:
    """Published listings of a country by sector and kind; small counts are not told apart.

    There are no totals, so that a small count cannot be found by subtraction. Blind listings are
    not counted: their country is not known, and browsing counts the open ones exactly.
    """
    query = (
        select(ListingCode.code, Listing.kind, func.count())
        .join(Listing, ListingCode.listing_id == Listing.id)
        .join(Organization, Organization.id == Listing.organization_id)
        .where(
            Organization.country == country,
            Listing.state == "published",
            Listing.disclosure == "open",
            ListingCode.facet == "sector",
        )
        .group_by(ListingCode.code, Listing.kind)
    )
    rows = session.execute(visible(query, actor, Permission.LISTING_READ))
    found = {(sector, kind): count for sector, kind, count in rows}
    sectors = [code for code in v.SECTORS if any((code, kind) in found for kind in v.LISTING_KINDS)]
    return [
        CountryRow(
            v.SECTORS.label(code),
            tuple(_told(found.get((code, kind), 0)) for kind in v.LISTING_KINDS),
        )
        for code in sectors
    ]


def country_of(session: Session, actor: Actor) -> str:
    """The country whose focal point the actor is; empty for nobody's."""
    ids = actor.organizations_as("focal_point")
    query = select(Organization.country).where(Organization.id.in_(ids)).order_by(Organization.id)
    return session.scalar(query.limit(1)) or ""


def _told(count: int) -> str:
    return str(count) if count >= SMALLEST_COUNT else f"< {SMALLEST_COUNT}"


def _own(session: Session, actor: Actor, states: Sequence[str]) -> list[Listing]:
    query = (
        select(Listing)
        .where(Listing.organization_id.in_(_own_ids(actor)), Listing.state.in_(states))
        .order_by(Listing.updated_at.desc(), Listing.id.desc())
        .limit(_SHOWN)
        .options(
            joinedload(Listing.organization),
            selectinload(Listing.hidden_from),
            selectin_polymorphic(Listing, [Offer]),
        )
    )
    return list(session.scalars(query))


def _own_ids(actor: Actor) -> list[int]:
    return sorted(actor.organizations_as(*MEMBER_ROLES))
