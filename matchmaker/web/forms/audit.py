"""The filters of the audit log, read from the address: a page of them can be kept and sent on."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from matchmaker.services.audit_log import Filters
from matchmaker.services.audit_query import Place

_TEXTS: Final = ("action", "subject", "person", "role", "organization")
_DAYS: Final = ("first", "last")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in, ``given`` as it was written, and what of it is no day."""

    filters: Filters
    place: Place
    given: dict[str, str]
    problems: dict[str, str]


def read_filters(arguments: Mapping[str, str]) -> Asked:
    """Filters and place of an address; whatever else stands there is left alone."""
    given = {name: arguments.get(name, "").strip()[:_LONGEST] for name in (*_TEXTS, *_DAYS)}
    days = {name: _day(given[name]) for name in _DAYS}
    problems = {
        name: "write the day as 2026-11-23" for name in _DAYS if given[name] and days[name] is None
    }
    return Asked(
        replace(_filters(given), first=days["first"], last=days["last"]),
        Place(_number(arguments.get("before")), _number(arguments.get("after"))),
        {name: text for name, text in given.items() if text},
        problems,
    )


def _filters(given: Mapping[str, str]) -> Filters:
    return Filters(**{name: given[name] for name in _TEXTS})  # type: ignore[arg-type]  # texts all


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if text and is_number else None
