"""What of a country's counts may be told: none below five, nor one that would tell such a count.

Who browses counts the open listings of a country exactly. For all others a small count is safe
when some listings more could stand in it and in no count that is told. The conditions are those of
the few sums that hold: bands of TRL share out all listings of a kind, every listing has a sector.
"""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Final

from matchmaker.documents.report import CONFIDENTIAL, Value
from matchmaker.documents.suppression import SMALLEST
from matchmaker.services.country_blind import Place
from matchmaker.services.country_facts import CAPACITY, TRL_BANDS
from models import vocabulary as v

_ROOM: Final = SMALLEST - 1
#: Of what an offer is, exactly one.
_TYPES: Final = ("incubator", "technical_guideline", "facility_access", "demonstration")


@dataclass(frozen=True, slots=True)
class Told:
    """The counts of one country that may be told, by place."""

    counts: Counter[Place]
    hidden: Set[Place]

    def value(self, dimension: str, code: str, kind: str) -> Value:
        place = (dimension, code, kind)
        return CONFIDENTIAL if place in self.hidden else self.counts[place]


def told(shown: Counter[Place], blind: Counter[Place], added: Set[Place]) -> Told:
    """``shown``: the open listings; ``blind`` ones are added where ``country_blind`` lets them."""
    counts = shown + Counter({place: blind[place] for place in added})
    hidden = {place for place in every_place() if counts[place] < SMALLEST}
    for kind in v.LISTING_KINDS:
        hidden |= _room_for_bands(counts, hidden, kind)
    hidden |= _room_for_institutes(counts, hidden)
    hidden |= _room_for_types(counts, hidden)
    return Told(counts, hidden)


def every_place() -> list[Place]:
    codes: dict[str, Iterable[str]] = {
        "trl": TRL_BANDS,
        "sector": v.SECTORS,
        "technology": v.TECHNOLOGIES,
    }
    kinds = tuple(v.LISTING_KINDS)
    by_kind = [(name, code, kind) for name in codes for code in codes[name] for kind in kinds]
    return [*by_kind, *(("capacity", code, "") for code in CAPACITY)]


def _room_for_bands(counts: Counter[Place], hidden: Set[Place], kind: str) -> set[Place]:
    """The smallest sector, where a band is withheld and no sector: more listings have to be in
    some sector. Where all bands are told, sectors have room: any listing could have one more."""
    bands = {("trl", band, kind) for band in TRL_BANDS}
    sectors = {("sector", code, kind) for code in v.SECTORS}
    if not bands & hidden or sectors & hidden:
        return set()
    return {min(sectors, key=lambda place: (counts[place], place))}


def _room_for_institutes(counts: Counter[Place], hidden: Set[Place]) -> set[Place]:
    """The number of all capabilities, where the bands would tell a small one by it."""
    whole: Place = ("capacity", "capability", "")
    bands = [p for p in hidden if p[0] == "trl" and p[2] == "capability"]
    small = len(bands) < 2 or sum(counts[band] for band in bands) < _ROOM
    is_tight = bool(bands) and (small or counts[whole] < 2 * _ROOM)
    return {whole} if is_tight else set()


def _room_for_types(counts: Counter[Place], hidden: Set[Place]) -> set[Place]:
    """The smallest types of offers, where all offers are told and nearly all have a told type."""
    bands: list[Place] = [("trl", band, "offer") for band in TRL_BANDS]
    types: list[Place] = [("capacity", code, "") for code in _TYPES]
    open_types = sorted((p for p in types if p not in hidden), key=lambda p: (counts[p], p))
    if len(open_types) == len(types) or hidden & set(bands):
        return set()
    room = sum(counts[band] for band in bands) - sum(counts[place] for place in open_types)
    victims = set()
    while room < _ROOM and open_types:
        room += counts[open_types[0]]
        victims.add(open_types.pop(0))
    return victims
