"""The time zones that a person may choose, and the one that a country has: CLDR, as Babel ships it.

Names are those of the IANA database: ``Asia/Kolkata``.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from babel.core import get_global

UTC: Final = "UTC"
ZONE_MAX: Final = 40
_WORLD: Final = "001"
#: Country (ISO 3166-1 alpha-2) → its zones.
ZONES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    country: tuple(zones)
    for country, zones in get_global("territory_zones").items()
    if country != _WORLD
}
KNOWN: Final = frozenset({UTC}.union(*ZONES_OF.values()))


def sole_zone(countries: Iterable[str]) -> str:
    """The zone that all of the countries have; empty where there are several, or none is known.

    Which of several somebody lives in would be a guess.
    """
    zones = {zone for country in countries for zone in ZONES_OF.get(country, ())}
    return zones.pop() if len(zones) == 1 else ""
