"""Listings for lists: only the columns that a card shows, in one statement."""

from collections.abc import Iterable
from typing import Any, TypeVarTuple

from sqlalchemy import Row, Select
from sqlalchemy.orm import contains_eager, load_only
from sqlalchemy.orm.attributes import set_committed_value

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import condition, visible
from matchmaker.services.listing_views import ListingView, view
from models import Listing, Offer, Organization

Ts = TypeVarTuple("Ts")

_OFFERS = Offer.__table__
_SHOWN = (
    Listing.reference,
    Listing.kind,
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


def card_rows(query: Select[*Ts], actor: Actor) -> Select[Any]:
    """``query``, which selects ``Listing``, narrowed to what ``actor`` may see.

    Adds two columns that ``card_view`` takes: the type of an offer, and whether the reader may
    see the whole listing – the rule answers in the same statement, so that no row asks again.
    """
    full = condition(actor, Permission.LISTING_READ_FULL)
    return (
        visible(query, actor, Permission.LISTING_READ)
        .add_columns(_OFFERS.c.type.label("offer_type"), full.label("full"))
        .join(Organization, Organization.id == Listing.organization_id)
        .outerjoin(_OFFERS, _OFFERS.c.id == Listing.id)
        .options(load_only(*_SHOWN), contains_eager(Listing.organization))
    )


def card_view(actor: Actor, row: Row[Any]) -> ListingView:
    """The listing of a row of ``card_rows`` as ``actor`` may see it."""
    listing: Listing = row.Listing
    if isinstance(listing, Offer):
        set_committed_value(listing, "type", row.offer_type)
    return view(actor, listing, full=bool(row.full))


def card_views(actor: Actor, rows: Iterable[Row[Any]]) -> list[ListingView]:
    """All of them, in their order."""
    return [card_view(actor, row) for row in rows]
