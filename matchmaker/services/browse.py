"""Browsing what one may see: words, filters and counted facets, page by page."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.services.bitsets import Bits, Ids, fitted, flags_of, size
from matchmaker.services.browse_state import View, state_of
from matchmaker.services.browse_text import Asked, Meaning, Told, ask
from matchmaker.services.catalogue import Catalogue
from matchmaker.services.facets import EXPIRING, FACETS, FacetValue, as_values, expires_before
from matchmaker.services.listing_rows import card_rows, card_view
from matchmaker.services.listing_views import ListingView
from models import Listing

__all__ = [
    "FACETS",
    "PER_PAGE",
    "SORTS",
    "FacetValue",
    "FoundSet",
    "Page",
    "Search",
    "browse",
    "found_ids",
    "found_set",
]
PER_PAGE: Final = 20
SORTS: Final = {
    "relevance": N_("Best fit"),
    "newest": N_("Newest"),
    "title": N_("Title"),
    "trl": N_("Highest TRL"),
    "valid_until": N_("Expiring first"),
}


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader asks for. Codes of one facet widen, facets among them narrow."""

    words: str = ""
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results, the total, and every facet with its counts.

    ``told`` says why a listing is here: by its reference. ``words_only`` is true where meaning was
    asked for and did not answer, ``some_words`` where some of the words were enough then.
    """

    listings: list[ListingView]
    total: int
    page: int
    pages: int
    facets: dict[str, list[FacetValue]]
    told: Mapping[str, Told] = field(default_factory=dict)
    words_only: bool = False
    some_words: bool = False


@dataclass(frozen=True, slots=True)
class FoundSet:
    """All that is found, as a set to count in. The rest as in ``Page``."""

    catalogue: Catalogue
    matching: Bits
    words_only: bool
    some_words: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """Everything that is asked for: by text alone, by each facet alone, and by all of it."""

    view: View
    asked: Asked
    narrowed: Mapping[str, Bits]
    today: dt.date

    @property
    def matching(self) -> Bits:
        return self.without("")

    def without(self, facet: str) -> Bits:
        """As if nothing were chosen of this facet."""
        others = (bits for name, bits in self.narrowed.items() if name != facet)
        return reduce(np.bitwise_and, others, self.asked.bits)


def browse(
    session: Session,
    actor: Actor,
    search: Search,
    *,
    now: dt.datetime,
    meaning: Meaning | None = None,
) -> Page:
    """The published listings that ``actor`` may see and ``search`` asks for.

    With ``meaning``, those count as well that say the same in other words.
    """
    found = _find(session, actor, search, now.date(), meaning)
    matching = found.matching
    total = size(matching)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, search.page), pages)
    ids = _in_order(found, matching, search)[(page - 1) * PER_PAGE : page * PER_PAGE]
    listings = _listings(session, actor, ids)
    return Page(
        [listings[listing] for listing in ids.tolist() if listing in listings],
        total,
        page,
        pages,
        _facets(found, matching, search),
        found.asked.told(session, listings),
        found.asked.words_only,
        bool(found.asked.some),
    )


def found_ids(session: Session, actor: Actor, search: Search, *, now: dt.datetime) -> Ids:
    """All that ``browse`` would show by words, newest first."""
    found = _find(session, actor, search, now.date(), None)
    return _in_order(found, found.matching, Search(sort="newest"))


def found_set(
    session: Session,
    actor: Actor,
    search: Search,
    *,
    now: dt.datetime,
    meaning: Meaning | None = None,
) -> FoundSet:
    """Everything that ``browse`` would list on all of its pages."""
    found = _find(session, actor, search, now.date(), meaning)
    asked = found.asked
    return FoundSet(found.view.catalogue, found.matching, asked.words_only, bool(asked.some))


def _find(
    session: Session, actor: Actor, search: Search, today: dt.date, meaning: Meaning | None
) -> _Found:
    state = state_of(session)
    view = state.look(session, actor)
    asked = ask(session, state, view, search.words, meaning)
    chosen = {facet: codes for facet, codes in search.codes.items() if codes and facet in FACETS}
    narrowed = {facet: _having(view, facet, codes, today) for facet, codes in chosen.items()}
    return _Found(view, asked, narrowed, today)


def _having(view: View, facet: str, codes: tuple[str, ...], today: dt.date) -> Bits:
    if facet == EXPIRING:
        return view.catalogue.expiring(_days(today), _days(expires_before(today)))
    return view.catalogue.having(facet, codes)


def _days(date: dt.date) -> int:
    return int(np.datetime64(date, "D").astype(np.int64))


def _in_order(found: _Found, matching: Bits, search: Search) -> Ids:
    """The ids of ``matching`` in the order that is asked for."""
    by_fit = found.asked.order is not None and search.sort in ("", "relevance")
    order = found.asked.order if by_fit else None
    if order is None:
        sort = search.sort if search.sort in SORTS and search.sort != "relevance" else "newest"
        order = found.view.catalogue.order(sort)
    flags = flags_of(matching)
    order = order[order < len(flags)]
    return order[flags[order]]


def _listings(session: Session, actor: Actor, ids: Ids) -> dict[int, ListingView]:
    """By id, each asked of the policy again: a page shows no row on a picture's word.

    The state is looked at here: as a condition it would make SQLite walk all that is published.
    """
    query = select(Listing.id).where(Listing.id.in_(ids.tolist()))
    rows = session.execute(card_rows(query, actor))
    return {row.id: card_view(actor, row) for row in rows if row.listing.state == "published"}


def _facets(found: _Found, matching: Bits, search: Search) -> dict[str, list[FacetValue]]:
    """Counts over the results; a facet with a choice is counted as if it had none."""
    catalogue = found.view.catalogue
    counts = catalogue.count([f for f in FACETS if f not in found.narrowed], matching)
    for facet in found.narrowed:
        counts |= catalogue.count([facet], found.without(facet))
    counts[EXPIRING] = _expiring(found)
    return {
        facet: as_values(facet, counts.get(facet, {}), search.codes.get(facet, ()))
        for facet in FACETS
    }


def _expiring(found: _Found) -> dict[str, int]:
    soon = found.view.catalogue.expiring(_days(found.today), _days(expires_before(found.today)))
    others = found.without(EXPIRING)
    return {"30": size(others & fitted(soon, len(others)))}
