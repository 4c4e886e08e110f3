"""Whether two firms may compete: one line of activity, and a country in which both may act.

A line of activity is a four-digit class of NACE Rev. 2.1 where both firms name theirs; where one
names none, it is the LeadIT sector, which is wider. Institutes, governments and the secretariat
compete with nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from matchmaker.phrases import N_
from models import vocabulary as v

Basis = Literal["NACE class", "sector"]
#: What stands in place of countries where both listings may be used anywhere.
ANYWHERE: Final = N_("anywhere")
_BUSINESSES: Final = frozenset({"company", "supplier"})


@dataclass(frozen=True, slots=True)
class Side:
    """One party as competition sees it.

    ``countries`` are its listing's; none means anywhere. ``operates_in`` is what its profile says.
    """

    type: str
    sectors: tuple[str, ...]
    nace: tuple[str, ...]
    country: str
    countries: tuple[str, ...]
    operates_in: tuple[str, ...] = ()

    @property
    def places(self) -> frozenset[str]:
        """Where it may act: at home, where it works and where its listing says; empty: anywhere.

        A listing for anywhere stays that, whatever the profile says: it would open new markets.
        """
        if not self.countries:
            return frozenset()
        return frozenset((self.country, *self.operates_in, *self.countries))

    @property
    def lines(self) -> tuple[str, ...]:
        """Its sectors and those of its classes; one that spans several is no line of activity."""
        told = (*self.sectors, *map(v.sector_of_class, self.nace))
        return tuple(dict.fromkeys(code for code in told if v.nace_of(code)))


@dataclass(frozen=True, slots=True)
class Competition:
    """What two firms have in common, as labels; ``activities`` are classes or sectors by ``basis``.

    ``countries`` is ``("anywhere",)`` where neither is bound to any.
    """

    activities: tuple[str, ...]
    countries: tuple[str, ...]
    basis: Basis


def competition(one: Side, other: Side) -> Competition | None:
    """What they have in common; ``None`` where they do not compete. The same from both sides."""
    if not {one.type, other.type} <= _BUSINESSES:
        return None
    basis: Basis = "NACE class" if one.nace and other.nace else "sector"
    activities = _classes(one, other) if basis == "NACE class" else _sectors(one, other)
    countries = _countries(one, other)
    return Competition(activities, countries, basis) if activities and countries else None


def among(sides: Iterable[Side]) -> list[Competition]:
    """Of every two of them."""
    pairs = (competition(one, other) for one, other in combinations(sides, 2))
    return [found for found in pairs if found is not None]


def _classes(one: Side, other: Side) -> tuple[str, ...]:
    both = sorted(set(one.nace) & set(other.nace))
    return tuple(f"{code} {v.NACE_CLASSES.label(code)}" for code in both)


def _sectors(one: Side, other: Side) -> tuple[str, ...]:
    both = set(one.lines) & set(other.lines)
    return tuple(v.SECTORS.label(code) for code in v.SECTORS if code in both)


def _countries(one: Side, other: Side) -> tuple[str, ...]:
    """The countries of both; of the other where one may act anywhere; empty where they part."""
    if one.places and other.places:
        both = one.places & other.places
    else:
        both = one.places | other.places
        if not both:
            return (ANYWHERE,)
    return tuple(sorted(v.COUNTRIES.label(code) for code in both))
