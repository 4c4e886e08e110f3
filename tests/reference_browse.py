"""Browsing as plain SQL over the tables: slow, and what the fast way is held to."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services import listing_search
from matchmaker.services.browse import Search
from matchmaker.services.facets import FACETS, expires_before, values_of
from models import Listing, ListingCode


def matching(
    session: Session, actor: Actor, search: Search, today: dt.date, without: str = ""
) -> set[int]:
    """Ids of what is visible and asked for; ``without`` leaves one facet's choice out."""
    query = visible(select(Listing.id), actor, Permission.LISTING_READ)
    query = query.where(Listing.state == "published")
    if search.words.strip():
        found = listing_search.hits(search.words).subquery()
        query = query.where(Listing.id.in_(select(found.c.listing_id)))
    for facet, values in search.codes.items():
        if values and facet != without:
            query = _narrowed(session, query, facet, values, today)
    return set(session.scalars(query))


def counts(
    session: Session, actor: Actor, search: Search, today: dt.date
) -> dict[str, dict[str, int]]:
    """Facet → value → count; a facet with a choice is counted as if it had none."""
    return {
        facet: dict(_counted(session, matching(session, actor, search, today, facet), facet, today))
        for facet in FACETS
    }


def _narrowed(
    session: Session, query: Select[int], facet: str, values: tuple[str, ...], today: dt.date
) -> Select[int]:
    if facet == "expiring":
        return query.where(Listing.disclosure == "open", *_soon(today))
    stored = select(ListingCode.code).where(ListingCode.facet == facet).distinct()
    codes = [c for c in session.scalars(stored) if set(values_of(facet, c)) & set(values)]
    return query.where(
        exists().where(
            ListingCode.listing_id == Listing.id,
            ListingCode.facet == facet,
            ListingCode.code.in_(codes),
        )
    )


def _counted(
    session: Session, ids: set[int], facet: str, today: dt.date
) -> Iterator[tuple[str, int]]:
    if facet == "expiring":
        query = select(func.count()).where(
            Listing.id.in_(ids), Listing.disclosure == "open", *_soon(today)
        )
        yield "30", session.scalar(query) or 0
        return
    query = select(ListingCode.listing_id, ListingCode.code).where(
        ListingCode.facet == facet, ListingCode.listing_id.in_(ids)
    )
    pairs = {
        (key, value) for key, code in session.execute(query) for value in values_of(facet, code)
    }
    for value in sorted({value for _, value in pairs}):
        yield value, sum(1 for _, other in pairs if other == value)


def _soon(today: dt.date) -> tuple[object, object]:
    return Listing.valid_until >= today, Listing.valid_until < expires_before(today)
