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
#: Of countries with several zones, the one in which nearly everybody lives: CLDR's primary zones,
#: which Babel leaves out.
_PRIMARY: Final[Mapping[str, str]] = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MH": "Pacific/Majuro",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}
KNOWN: Final = frozenset({UTC}.union(*ZONES_OF.values()))


def sole_zone(countries: Iterable[str]) -> str:
    """The zone that all of the countries have; empty where there are several, or none is known.

    Which of several somebody lives in would be a guess, unless one is the country's primary zone.
    """
    zones = {
        zone
        for country in countries
        for zone in ([_PRIMARY[country]] if country in _PRIMARY else ZONES_OF.get(country, ()))
    }
    return zones.pop() if len(zones) == 1 else ""
