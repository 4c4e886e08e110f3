"""Kinds of value that a listing field takes: from what is written to what a column holds.

Each has ``parse(raw)``, which raises ``Invalid`` with a phrase that completes a sentence ("must be
…", "has …"); ``empty``, which stands for nothing; and ``describe()``, a phrase for the manual.
"""

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

from matchmaker.phrases import phrase
from matchmaker.services.figures import read_figure
from matchmaker.services.listing_text import (
    Invalid,
    as_text,
    clean_line,
    clean_text,
    fitting,
    shown,
)

_YES: Final = frozenset({"yes", "true", "1", "y"})
_NO: Final = frozenset({"no", "false", "0", "n"})


class Value(Protocol):
    @property
    def empty(self) -> Any: ...

    def parse(self, raw: object) -> Any: ...

    def describe(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Text:
    """``lines``: whether line breaks are kept."""

    limit: int
    lines: bool = True
    empty: ClassVar[str] = ""

    def parse(self, raw: object) -> str:
        clean = clean_text if self.lines else clean_line
        return fitting(clean(as_text(raw)), self.limit)

    def describe(self) -> str:
        return phrase("text, at most %(most)s characters", most=f"{self.limit:,}")


@dataclass(frozen=True, slots=True)
class Formed:
    """A short text of a fixed form, upper case where ``upper``; ``form`` says it in words."""

    limit: int
    pattern: str
    form: str
    upper: bool = False
    empty: ClassVar[str] = ""

    def parse(self, raw: object) -> str:
        text = clean_line(as_text(raw))
        text = fitting(text.upper() if self.upper else text, self.limit)
        if not re.fullmatch(self.pattern, text):
            raise Invalid(
                phrase("must be %(form)s, not %(given)s", form=phrase(self.form), given=shown(raw))
            )
        return text

    def describe(self) -> str:
        return self.form


@dataclass(frozen=True, slots=True)
class Whole:
    low: int
    high: int
    empty: ClassVar[None] = None

    def parse(self, raw: object) -> int:
        number = _number(raw)
        if number is None or not number.is_integer() or not self.low <= number <= self.high:
            raise Invalid(
                phrase("must be %(form)s, not %(given)s", form=self.describe(), given=shown(raw))
            )
        return int(number)

    def describe(self) -> str:
        return phrase(
            "a whole number from %(low)s to %(high)s", low=str(self.low), high=str(self.high)
        )


@dataclass(frozen=True, slots=True)
class Number:
    low: float
    high: float
    empty: ClassVar[None] = None

    def parse(self, raw: object) -> float:
        number = _number(raw)
        if number is None or not self.low <= number <= self.high:
            raise Invalid(
                phrase("must be %(form)s, not %(given)s", form=self.describe(), given=shown(raw))
            )
        return number

    def describe(self) -> str:
        return phrase(
            "a number from %(low)s to %(high)s such as 1.6, without separators of thousands",
            low=f"{self.low:g}",
            high=f"{self.high:g}",
        )


def _number(raw: object) -> float | None:
    """A finite number, or ``None``."""
    if isinstance(raw, str):
        return read_figure(raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return float(raw) if abs(raw) < 1e15 and math.isfinite(raw) else None
    return None


@dataclass(frozen=True, slots=True)
class Flag:
    empty: ClassVar[None] = None

    def parse(self, raw: object) -> bool:
        word = str(raw).strip().casefold()
        if word in _YES or word in _NO:
            return word in _YES
        raise Invalid(
            phrase("must be %(form)s, not %(given)s", form=self.describe(), given=shown(raw))
        )

    def describe(self) -> str:
        return phrase("yes or no")


@dataclass(frozen=True, slots=True)
class Day:
    """An ISO date. ``from_today`` refuses one that has passed, ``years`` one that far ahead."""

    today: dt.date | None = None
    from_today: bool = False
    years: int = 60
    empty: ClassVar[None] = None

    def on(self, today: dt.date) -> "Day":
        return Day(today, self.from_today, self.years)

    def parse(self, raw: object) -> dt.date:
        day = _day(raw)
        if day is None:
            raise Invalid(
                phrase("must be %(form)s, not %(given)s", form=self.describe(), given=shown(raw))
            )
        if self.today and self.from_today and day < self.today:
            raise Invalid(phrase("must not lie in the past: %(day)s", day=str(day)))
        if self.today and day.year > self.today.year + self.years:
            raise Invalid(
                phrase(
                    "must not lie more than %(years)s years ahead: %(day)s",
                    years=self.years,
                    day=str(day),
                )
            )
        if day.year < 1900:
            raise Invalid(phrase("must not lie before 1900: %(day)s", day=str(day)))
        return day

    def describe(self) -> str:
        return phrase("a date such as 2027-03-31")


def _day(raw: object) -> dt.date | None:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw.strip(), re.ASCII):
        try:
            return dt.date.fromisoformat(raw.strip())
        except ValueError:
            return None
    return None
