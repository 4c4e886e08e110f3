"""The months that a page of the desk looks at."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
USUAL: Final = 12  # months, this one included
OFFERED: Final = 36


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, ``first`` and ``last`` as ``2026-11``; both are included."""

    first: str
    last: str

    @property
    def start(self) -> dt.datetime:
        return _begin(self.first)

    @property
    def end(self) -> dt.datetime:
        """The first moment that does not belong to the period any more."""
        return _begin(_after(self.last))

    def months(self) -> Iterator[str]:
        month = self.first
        while month <= self.last:
            yield month
            month = _after(month)


def period_of(first: str, last: str, *, now: dt.datetime) -> Period:
    """As asked for; what is missing or no month is the usual one, and the order is put right."""
    this = month_of(now)
    last = last if _MONTH.fullmatch(last) else this
    first = first if _MONTH.fullmatch(first) else _before(last, USUAL - 1)
    return Period(min(first, last), max(first, last))


def offered(now: dt.datetime) -> list[str]:
    """The months to choose from, the newest first."""
    return [_before(month_of(now), back) for back in range(OFFERED)]


def month_of(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m}"


def _begin(month: str) -> dt.datetime:
    year, number = map(int, month.split("-"))
    return dt.datetime(year, number, 1, tzinfo=dt.UTC)


def _after(month: str) -> str:
    return _before(month, -1)


def _before(month: str, back: int) -> str:
    year, number = map(int, month.split("-"))
    years, rest = divmod(year * 12 + number - 1 - back, 12)
    return f"{years:04d}-{rest + 1:02d}"
