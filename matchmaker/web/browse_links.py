"""A search as an address and back: every choice on the browse page is a link."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaker.services.browse import FACETS, SORTS, FacetValue, Search
from matchmaker.services.facets import OWN_ORDER
from matchmaker.web.template_tools import label, sorted_as, translated

_WORDS_MAX: Final = 200
_SUMMARY_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class Option:
    """A facet's value with the address that takes it in or out."""

    label: str
    count: int
    selected: bool
    url: str


def search_from(args: MultiDict[str, str]) -> Search:
    """What the address asks for; codes and sorts that nobody knows are left out."""
    codes = {facet: _known(facet, args.getlist(facet)) for facet in FACETS}
    sort = args.get("sort", "")
    return Search(
        words=args.get("q", "").strip()[:_WORDS_MAX],
        codes={facet: chosen for facet, chosen in codes.items() if chosen},
        sort=sort if sort in SORTS else "",
        page=args.get("page", 1, type=int),
    )


def url_of(search: Search, endpoint: str = "listings.browse") -> str:
    """The address of a search; empty choices and the first page are left out."""
    values = _values(search) | ({"page": str(search.page)} if search.page > 1 else {})
    return url_for(endpoint) + ("?" + urlencode(values, doseq=True) if values else "")


def country_url(search: Search, code: str) -> str:
    """The list of what is found in one country."""
    return url_of(_with(search, "country", (code,)))


def region_url(search: Search, code: str) -> str:
    """The list of what is found in one region, whatever country was chosen."""
    return url_of(_with(_with(search, "country", ()), "region", (code,)))


def removals(search: Search, endpoint: str) -> list[tuple[str, str, str]]:
    """``(facet, code, address without it)`` for all that is chosen."""
    return [
        (facet, code, url_of(_with(search, facet, tuple(c for c in codes if c != code)), endpoint))
        for facet, codes in search.codes.items()
        for code in codes
    ]


def page_url(search: Search, page: int) -> str:
    return url_of(replace(search, page=page))


def sort_links(search: Search) -> list[tuple[str, str, bool]]:
    """``(label, address, selected)``; best fit only where there are words to fit."""
    usual = "relevance" if search.words else "newest"
    return [
        (label, url_of(replace(search, sort=sort, page=1)), sort == (search.sort or usual))
        for sort, label in SORTS.items()
        if search.words or sort != "relevance"
    ]


def options(search: Search, facets: Mapping[str, list[FacetValue]]) -> dict[str, list[Option]]:
    """Facet → what can be chosen there; a facet with nothing to choose is left out."""
    return {
        facet: [
            Option(value.label, value.count, value.selected, _toggle(search, facet, value.code))
            for value in _in_alphabet(facet, values)
        ]
        for facet, values in facets.items()
        if values
    }


def _in_alphabet(facet: str, values: list[FacetValue]) -> list[FacetValue]:
    """The most frequent first; equal ones in the order of the reader's language."""
    if facet in OWN_ORDER:
        return values
    return sorted(values, key=lambda value: (-value.count, sorted_as(translated(value.label))))


def without_facet(search: Search, facet: str) -> str:
    return url_of(_with(search, facet, ()))


def without_words(search: Search) -> str:
    return url_of(replace(search, words="", sort="", page=1))


def _toggle(search: Search, facet: str, code: str) -> str:
    chosen = search.codes.get(facet, ())
    kept = tuple(c for c in chosen if c != code)
    return url_of(_with(search, facet, kept if code in chosen else (*chosen, code)))


def _with(search: Search, facet: str, chosen: tuple[str, ...]) -> Search:
    others = {name: codes for name, codes in search.codes.items() if name != facet}
    return replace(search, codes={**others, **({facet: chosen} if chosen else {})}, page=1)


def _known(facet: str, codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code in FACETS[facet][1]))


def save_url(search: Search) -> str:
    """The page on which the search can be kept."""
    return url_for("searches.new") + "?" + urlencode(_values(search), doseq=True)


def carried(search: Search) -> tuple[tuple[str, str], ...]:
    """The search as fields of a form, under the names that its address has."""
    values = _values(search)
    return tuple(
        (name, value)
        for name, given in values.items()
        for value in (given if isinstance(given, list) else [given])
    )


def search_from_pairs(pairs: tuple[tuple[str, str], ...]) -> Search:
    return search_from(MultiDict(pairs))


def summary(search: Search) -> str:
    """What is asked for in one line, of words and labels in the reader's language."""
    words = [_("“%(text)s”", text=search.words)] if search.words else []
    labels = [
        label(code, vocabulary.name)
        for facet, (_column, vocabulary) in FACETS.items()
        for code in search.codes.get(facet, ())
    ]
    return " · ".join([*words, *labels])[:_SUMMARY_MAX] or _("All listings")


def _values(search: Search) -> dict[str, str | list[str]]:
    """What the address of the first page holds; empty choices are left out."""
    values: dict[str, str | list[str]] = {facet: list(c) for facet, c in search.codes.items()}
    return values | {
        name: value for name, value in (("q", search.words), ("sort", search.sort)) if value
    }
