"""What the inbox of matches shows, as an address and back."""

from typing import Any, Final
from urllib.parse import parse_qsl

from flask import url_for
from werkzeug.datastructures import MultiDict

from matchmaker.services.match_inbox import ALL, SORTS, Wanted
from matchmaker.services.match_places import NEW, PLACES
from models import vocabulary as v

_REFERENCE_MAX: Final = 16


def wanted_from(args: MultiDict[str, str]) -> Wanted:
    """What the address asks for; codes and tabs that nobody knows are left out."""
    place, band = args.get("tab", NEW), args.get("band", "")
    kind, sort = args.get("kind", ""), args.get("sort", "")
    return Wanted(
        place=place if place in PLACES else NEW,
        listing=args.get("listing", "")[:_REFERENCE_MAX],
        band=band if band in v.BANDS or band == ALL else "",
        kind=kind if kind in v.LISTING_KINDS else "",
        sort=sort if sort in SORTS else "",
        page=args.get("page", 1, type=int),
    )


def wanted_from_text(query: str) -> Wanted:
    """The same from the part of an address behind the question mark, as a form sends it back."""
    return wanted_from(MultiDict(parse_qsl(query)))


def url_of(wanted: Wanted, endpoint: str = "match_inbox.show", **changed: Any) -> str:
    """The address; usual choices and the first page are left out."""
    values = {
        "tab": wanted.place if wanted.place != NEW else "",
        "listing": wanted.listing,
        "band": wanted.band,
        "kind": wanted.kind,
        "sort": wanted.sort,
        "page": wanted.page if wanted.page > 1 else "",
        **changed,
    }
    return url_for(endpoint, **{name: value for name, value in values.items() if value})
