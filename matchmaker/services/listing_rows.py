"""Listings for lists: bare columns of what a card shows, in one statement, no objects made."""

from collections.abc import Iterable
from typing import Any, TypeVarTuple

from sqlalchemy import Row, Select
from sqlalchemy.orm import Bundle

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import condition, visible
from matchmaker.services.listing_views import ListingView, shown
from models import Listing, Offer, Organization

Ts = TypeVarTuple("Ts")

_OFFERS = Offer.__table__
_LISTING: Bundle[Any] = Bundle(
    "listing",
    Listing.id,
    Listing.reference,
    Listing.kind,
    _OFFERS.c.type,
    Listing.title,
    Listing.teaser,
    Listing.state,
    Listing.disclosure,
    Listing.organization_id,
    Listing.language,
    Listing.sectors,
    Listing.technologies,
    Listing.collaborations,
    Listing.cpc,
    Listing.trl,
    Listing.published_at,
    Listing.valid_until,
)
_ORGANIZATION: Bundle[Any] = Bundle(
    "organization",
    Organization.name,
    Organization.reference,
    Organization.type,
    Organization.country,
    Organization.fictional,
)


def card_rows(query: Select[*Ts], actor: Actor) -> Select[Any]:
    """``query``, which selects from ``Listing``, narrowed to what ``actor`` may see.

    Adds the columns that ``card_view`` takes. Whether the reader may see the whole listing is one
    of them: the rule answers in the same statement, so that no row asks again.
    """
    return (
        visible(query, actor, Permission.LISTING_READ)
        .add_columns(
            _LISTING,
            _ORGANIZATION,
            condition(actor, Permission.LISTING_READ_FULL).label("full"),
        )
        .join(Organization, Organization.id == Listing.organization_id)
        .outerjoin(_OFFERS, _OFFERS.c.id == Listing.id)
    )


def card_view(actor: Actor, row: Row[Any]) -> ListingView:
    """The listing of a row of ``card_rows`` as ``actor`` may see it."""
    return shown(actor, row.listing, row.organization, full=bool(row.full))


def card_views(actor: Actor, rows: Iterable[Row[Any]]) -> list[ListingView]:
    """All of them, in their order."""
    return [card_view(actor, row) for row in rows]
