"""Dates, ages and numbers in the reader's language and manner."""

import datetime as dt
from typing import Final, Literal

from babel import Locale, dates, numbers
from flask import has_request_context
from flask_babel import get_locale, get_translations, gettext, to_user_timezone

from matchmaker.locales import ENGLISH, locale_of

_Unit = Literal["year", "month", "week", "day", "hour", "minute"]
#: Seconds of each unit that an age is told in, largest first.
_UNITS: Final[tuple[tuple[_Unit, int], ...]] = (
    ("year", 31_557_600),
    ("month", 2_629_800),
    ("week", 604_800),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)
#: The same as CLDR counts them: a unit is told when there is a whole one of it.
_CLDR_SECONDS: Final = {"year": 31_536_000, "month": 2_592_000} | dict(_UNITS[2:])


def date(value: dt.date | None) -> str:
    """``23 November 2026``; empty for None. Of a moment the day that it was for the reader."""
    return dates.format_date(_day(value), "long", locale=locale()) if value else ""


def short_date(value: dt.date | None) -> str:
    """``23 Nov 2026``; empty for None."""
    return dates.format_date(_day(value), "medium", locale=locale()) if value else ""


def utc_date(value: dt.date | None) -> str:
    """The day of a deadline, or of what is counted by days: as the rules compute it, in UTC.

    It is the same for everybody: two parties who agree on a day mean the same one, and mails,
    documents and reports name it, too.
    """
    return dates.format_date(value, "long", locale=locale()) if value else ""


def month(value: str) -> str:
    """``2026-11`` as ``November 2026``."""
    first = dt.date.fromisoformat(f"{value}-01")
    return dates.format_skeleton("yMMMM", first, locale=locale())


def datetime(value: dt.datetime | None) -> str:
    """``23 November 2026, 14:05 UTC`` in the reader's zone, which is named; empty for None."""
    if value is None:
        return ""
    told = moment(value)
    day = dates.format_date(told, "long", locale=locale())
    return f"{day}, {told:%H:%M} {zone_name(told)}"


def moment(value: dt.datetime) -> dt.datetime:
    """``value`` in the reader's zone; in UTC where nobody reads yet."""
    known = aware(value)
    return to_user_timezone(known) if has_request_context() else known


def zone_name(value: dt.datetime) -> str:
    """``IST``, ``UTC``; where people have no letters for their zone ``UTC−3``, ``UTC+5:45``."""
    name = value.tzname() or "UTC"
    return name if name.isalpha() else offset(value)


def offset(value: dt.datetime) -> str:
    """How far the zone of ``value`` is from UTC at that time: ``UTC−3``, ``UTC+5:45``."""
    minutes = int((value.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


def duration(seconds: float) -> str:
    """The largest whole unit: ``3 days``; ``less than a minute`` below one."""
    return _told(seconds, towards=False) or gettext("less than a minute")


def relative(value: dt.datetime | None, at: dt.datetime) -> str:
    """As seen ``at`` a time: ``3 days ago``, ``in 2 weeks``, ``just now``; empty for None."""
    if value is None:
        return ""
    seconds = (at - aware(value)).total_seconds()
    return _told(-seconds, towards=True) or gettext("just now")


def number(value: float | None, digits: int = 0) -> str:
    """``12,345`` or, with digits, ``0.85``; an en dash for None."""
    if value is None:
        return "–"
    pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
    return numbers.format_decimal(value, pattern, locale=locale())


def decimal(value: float) -> str:
    """``9.5``, ``12``: with as many digits as it has."""
    return numbers.format_decimal(value, "#,##0.######", locale=locale())


def decimal_sign() -> str:
    """The sign before the decimals: a point in English, a comma in Swedish."""
    return numbers.get_decimal_symbol(locale())


def typed(value: float) -> str:
    """A number as the reader would type it into a field: in no groups, ``1.6`` or ``1,6``."""
    return f"{value:.15g}".replace(".", decimal_sign())


def percent(value: float | None) -> str:
    """A share from 0 to 1 as whole per cent; an en dash for None."""
    return "–" if value is None else numbers.format_percent(value, locale=locale())


def file_size(size: int) -> str:
    """``830 bytes``, ``1.4 MB``: decimal units, as file managers show them."""
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= factor:
            return f"{number(size / factor, 1)} {unit}"
    return plural(size, "byte")


def plural(count: int, one: str, many: str = "") -> str:
    """``1 listing``, ``3 listings``; ``many`` where an s does not do."""
    forms = f"%(num)s {one}", f"%(num)s {many or one + 's'}"
    return str(get_translations().ungettext(*forms, count) % {"num": number(count)})


def locale() -> Locale:
    """The reader's locale; the English one where nobody reads yet."""
    return get_locale() or locale_of(ENGLISH)


def aware(value: dt.datetime) -> dt.datetime:
    """A stored moment; without a zone it is UTC."""
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


def _day(value: dt.date) -> dt.date:
    return moment(value) if isinstance(value, dt.datetime) else value


def _told(seconds: float, *, towards: bool) -> str:
    """So many whole units, as CLDR words them; empty below a minute."""
    for unit, size in _UNITS:
        if abs(seconds) >= size:
            whole = int(abs(seconds) // size) * _CLDR_SECONDS[unit]
            span = dt.timedelta(seconds=whole if seconds > 0 else -whole)
            return dates.format_timedelta(
                span, unit, threshold=1, add_direction=towards, locale=locale()
            )
    return ""
