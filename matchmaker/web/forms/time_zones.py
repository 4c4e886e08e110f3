"""The time zones to choose from, under the names that people know them by."""

import datetime as dt
from functools import lru_cache

from babel import dates

from matchmaker.locales import locale_of, sort_key
from matchmaker.phrases import Phrase, phrase
from matchmaker.web.formats import offset
from models.time_zones import UTC, ZONES_OF

Choice = tuple[str, str]


def zone_choices(language: str, default: str, now: dt.datetime) -> list[Choice]:
    """``(name, label)`` in the order of the alphabet: "India – Kolkata (UTC+5:30)".

    First what holds without a choice: the ``default``, empty where the country has several zones.
    ``now``: an offset is that of today, with summer time where it is summer.
    """
    names = _names(language)
    if default:
        kept = phrase("%(zone)s, as in your organization's country", zone=names[default])
    else:
        kept = phrase("None chosen: UTC")
    named = [(zone, _label(name, zone, now)) for zone, name in names.items()]
    return [("", kept), (UTC, UTC), *named]


@lru_cache
def _names(language: str) -> dict[str, str]:
    """Zone → "India – Kolkata": the country first, so that typing its name finds it in the list."""
    locale = locale_of(language)
    names = {
        zone: f"{locale.territories.get(country, country)} – "
        f"{dates.get_timezone_location(zone, locale=locale, return_city=True)}"
        for country, zones in ZONES_OF.items()
        for zone in zones
    }
    return dict(sorted(names.items(), key=lambda item: sort_key(language, item[1])))


def _label(name: str, zone: str, now: dt.datetime) -> Phrase:
    """A phrase although no word of it is ours: a plain label would be looked for among messages."""
    there = now.astimezone(dates.get_timezone(zone))
    return Phrase("%(zone)s (%(offset)s)", zone=name, offset=offset(there))
