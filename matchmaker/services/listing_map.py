"""Where what is found comes from: open listings by country, blind ones by region alone."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services.bitsets import Bits, fitted, size
from matchmaker.services.browse import FoundSet, Search, found_set
from matchmaker.services.browse_text import Meaning
from models import vocabulary as v


@dataclass(frozen=True, slots=True)
class Place:
    """A country or a region; ``kinds``: kind of listing → how many."""

    code: str
    kinds: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Places:
    """Most listings first. ``regions`` counts the blind listings, which no country counts."""

    countries: tuple[Place, ...]
    regions: tuple[Place, ...]
    total: int
    words_only: bool
    some_words: bool


def places(
    session: Session,
    actor: Actor,
    search: Search,
    *,
    now: dt.datetime,
    meaning: Meaning | None = None,
) -> Places:
    """The listings that ``browse`` finds, each counted at one place.

    Counted from the public codes, whoever reads: an owner's blind listing stands in its region too.
    """
    found = found_set(session, actor, search, now=now, meaning=meaning)
    blind = found.matching & ~_with_a_country(found)
    return Places(
        countries=_counted(found, "country", found.matching),
        regions=_counted(found, "region", blind),
        total=size(found.matching),
        words_only=found.words_only,
        some_words=found.some_words,
    )


def _with_a_country(found: FoundSet) -> Bits:
    """The open listings: only of these the country is a public code."""
    held = [value for facet, value in found.catalogue.rows if facet == "country"]
    return fitted(found.catalogue.having("country", held), len(found.matching))


def _counted(found: FoundSet, facet: str, among: Bits) -> tuple[Place, ...]:
    counts: dict[str, dict[str, int]] = {}
    for kind in v.LISTING_KINDS:
        of_kind = fitted(found.catalogue.having("kind", [kind]), len(among))
        for code, count in found.catalogue.count([facet], among & of_kind).get(facet, {}).items():
            if count:
                counts.setdefault(code, {})[kind] = count
    listed = [Place(code, kinds) for code, kinds in counts.items()]
    return tuple(sorted(listed, key=lambda place: (-place.total, place.code)))
