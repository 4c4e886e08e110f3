"""Browsing what one may see: words, filters and counted facets, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services import listing_search
from matchmaker.services.listing_rows import card_rows, card_views
from matchmaker.services.listing_views import ListingView
from models import Listing, ListingCode
from models import vocabulary as v

PER_PAGE: Final = 20
#: Facet → title and vocabulary, in the order of the page.
FACETS: Final[Mapping[str, tuple[str, v.Vocabulary | None]]] = {
    "kind": ("Kind", v.LISTING_KINDS),
    "type": ("Type of offer", v.OFFER_TYPES),
    "sector": ("Sector", v.SECTORS),
    "technology": ("Technology route", v.TECHNOLOGIES),
    "trl": ("TRL", None),
    "region": ("Region", v.REGIONS),
    "country": ("Country", v.COUNTRIES),
    "collaboration": ("Collaboration wanted", v.COLLABORATIONS),
    "language": ("Language", v.LANGUAGES),
}
SORTS: Final = {"relevance": "Best fit to the words", "newest": "Newest", "title": "Title"}


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader asks for. Codes of one facet widen, facets among them narrow."""

    words: str = ""
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class FacetValue:
    code: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results, the total, and every facet with its counts."""

    listings: list[ListingView]
    total: int
    page: int
    pages: int
    facets: dict[str, list[FacetValue]]


def browse(session: Session, actor: Actor, search: Search) -> Page:
    """The published listings that ``actor`` may see and ``search`` asks for."""
    total = session.scalar(select(func.count()).select_from(_matching(actor, search).subquery()))
    total = total or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, search.page), pages)
    query = _sorted(actor, search).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows = session.execute(card_rows(query, actor))
    return Page(card_views(actor, rows), total, page, pages, _facets(session, actor, search))


def _matching(actor: Actor, search: Search, *, without: str = "") -> Select[int]:
    """Ids of what is visible and asked for; ``without`` leaves one facet's choice out."""
    query = visible(select(Listing.id), actor, Permission.LISTING_READ).where(
        Listing.state == "published"
    )
    if search.words.strip():
        found = listing_search.hits(search.words).subquery()
        query = query.where(Listing.id.in_(select(found.c.listing_id)))
    for facet, codes in search.codes.items():
        if codes and facet != without and facet in FACETS:
            query = query.where(
                exists().where(
                    ListingCode.listing_id == Listing.id,
                    ListingCode.facet == facet,
                    ListingCode.code.in_(codes),
                )
            )
    return query


def _sorted(actor: Actor, search: Search) -> Select[int]:
    ids = _matching(actor, search)
    query = select(Listing.id).where(Listing.id.in_(ids))
    if search.words.strip() and search.sort in ("", "relevance"):
        found = listing_search.hits(search.words).subquery()
        return query.join(found, found.c.listing_id == Listing.id).order_by(
            found.c.rank, Listing.id
        )
    if search.sort == "title":
        return query.order_by(func.lower(Listing.title), Listing.id)
    return query.order_by(Listing.published_at.desc(), Listing.id.desc())


def _facets(session: Session, actor: Actor, search: Search) -> dict[str, list[FacetValue]]:
    """Counts over the results; a facet with a choice is counted as if it had none."""
    chosen = [facet for facet in FACETS if search.codes.get(facet)]
    free = [facet for facet in FACETS if facet not in chosen]
    counts = _count(session, _matching(actor, search), free)
    for facet in chosen:
        others = _matching(actor, search, without=facet)
        counts |= _count(session, others, [facet])
    return {
        facet: _values(facet, counts.get(facet, {}), search.codes.get(facet, ()))
        for facet in FACETS
    }


def _count(
    session: Session, listing_ids: Select[int], facets: Sequence[str]
) -> dict[str, dict[str, int]]:
    query = (
        select(ListingCode.facet, ListingCode.code, func.count())
        .where(ListingCode.facet.in_(facets), ListingCode.listing_id.in_(listing_ids))
        .group_by(ListingCode.facet, ListingCode.code)
    )
    found: dict[str, dict[str, int]] = {}
    for facet, code, count in session.execute(query):
        found.setdefault(facet, {})[code] = count
    return found


def _values(facet: str, counts: Mapping[str, int], chosen: Sequence[str]) -> list[FacetValue]:
    vocabulary = FACETS[facet][1]
    values = [
        FacetValue(
            code,
            vocabulary.label(code) if vocabulary else f"TRL {code}",
            counts.get(code, 0),
            code in chosen,
        )
        for code in {*counts, *chosen}
    ]
    if vocabulary is None:
        return sorted(values, key=lambda value: value.code)
    return sorted(values, key=lambda value: (-value.count, value.label))
