"""What listings can be narrowed by, and which values a stored code stands for.

Values come from the public codes alone (``models.listing_code``), so that of a blind listing only
kind, type, sector, TRL, language and region are ever counted.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matchmaker.phrases import N_
from models import vocabulary as v

#: Facet → title and vocabulary, in the order of the page.
FACETS: Final[Mapping[str, tuple[str, v.Vocabulary]]] = {
    "kind": (N_("Kind"), v.LISTING_KINDS),
    "type": (N_("Type of offer"), v.OFFER_TYPES),
    "sector": (N_("Sector"), v.SECTORS),
    "technology": (N_("Technology route"), v.TECHNOLOGIES),
    "trl": (N_("TRL"), v.TRL_LEVELS),
    "region": (N_("Region"), v.REGIONS),
    "country": (N_("Country"), v.COUNTRIES),
    "collaboration": (N_("Collaboration wanted"), v.COLLABORATIONS),
    "cpc": (N_("Patent class"), v.CPC_SECTIONS),
    "language": (N_("Language"), v.LANGUAGES),
    "expiring": (N_("Expiring"), v.EXPIRING),
}
#: The one facet that no code stands for: it depends on the day.
EXPIRING: Final = "expiring"
EXPIRING_DAYS: Final = 30
OWN_ORDER: Final = frozenset({"trl", "cpc"})  # in the order of the vocabulary, not by count


@dataclass(frozen=True, slots=True)
class FacetValue:
    code: str
    label: str
    count: int
    selected: bool


def values_of(facet: str, code: str) -> tuple[str, ...]:
    """The values that a stored code stands for: a TRL also for its range, a class for its section.

    Empty for a facet by which nobody looks.
    """
    if facet == "trl":
        first = (int(code) - 1) // 3 * 3 + 1
        return code, f"{first}-{first + 2}"
    if facet == "cpc":
        return (code[:1],)
    return (code,) if facet in FACETS else ()


def expires_before(today: dt.date) -> dt.date:
    """What is valid until a day before this one is about to expire."""
    return today + dt.timedelta(days=EXPIRING_DAYS)


def as_values(facet: str, counts: Mapping[str, int], chosen: Sequence[str]) -> list[FacetValue]:
    """What is offered: the most frequent first; a single TRL only where somebody chose it."""
    vocabulary = FACETS[facet][1]
    offered = {code for code, count in counts.items() if count and not _is_single(facet, code)}
    values = [
        FacetValue(code, vocabulary.label(code), counts.get(code, 0), code in chosen)
        for code in offered | set(chosen)
    ]
    if facet in OWN_ORDER:
        places = {code: place for place, code in enumerate(vocabulary)}
        return sorted(values, key=lambda value: places.get(value.code, len(places)))
    return sorted(values, key=lambda value: (-value.count, value.label))


def _is_single(facet: str, code: str) -> bool:
    return facet == "trl" and "-" not in code
