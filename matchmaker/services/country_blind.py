"""Which counts of blind listings may be told, for all countries of a region at once.

Everybody sees the blind listings of a region with their codes, and no country. The attacker holds
the view of every country of the region: the question is which assignments of listings to countries
agree with all that is told. Listings that swap their countries without a change of a told count
give another such assignment, and one in no told count of either country just moves. A small count
is safe when it can be changed by that as far as small counts range, or as far as it could if
nothing was told. This is a sufficient condition, found by counting: no program has to be solved.

Technologies and wishes are shown on no page of a blind listing. So they can stay where they are
when two listings swap, and any blind listing of a country could have one more: a small count of
them is safe where the number of all blind listings is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.documents.suppression import SMALLEST

#: Dimension, code, kind of listing.
Place = tuple[str, str, str]
#: Printed nowhere, and found by whoever adds up: all of a kind.
_WHOLE: Final = "all"
_UNSEEN: Final = ("technology", "technical_assistance")  # a dimension, and a code
_Counts = NDArray[np.int64]
_Flags = NDArray[np.bool_]
_WIDTH: Final = SMALLEST - 1


@dataclass(frozen=True, slots=True)
class Blind:
    """A blind listing: the country that nobody may find, and every cell that it counts in."""

    country: str
    places: frozenset[Place]


def told(listings: Sequence[Blind], countries: Collection[str]) -> Mapping[str, frozenset[Place]]:
    """Country → places whose number of blind listings may be told.

    ``countries``: all of the region that could have a listing, those with none included.
    """
    names = sorted({*countries, *(one.country for one in listings)})
    places = sorted({place for one in listings for place in one.places})
    if len(listings) < SMALLEST or not places:
        return dict.fromkeys(names, frozenset())
    told_cells = _Region(names, places, listings).told()
    return {
        name: frozenset(places[column] for column in np.flatnonzero(row))
        for name, row in zip(names, told_cells, strict=True)
    }


class _Region:
    """Listings as rows of flags, by country; ``self.shown`` is what is still to be told."""

    def __init__(
        self, names: Sequence[str], places: Sequence[Place], listings: Sequence[Blind]
    ) -> None:
        column = {place: at for at, place in enumerate(places)}
        flags = np.zeros((len(listings), len(places)), bool)
        for row, one in zip(flags, listings, strict=True):
            row[[column[place] for place in one.places]] = True
        of_country = np.array([names.index(one.country) for one in listings])
        self.rows = [flags[of_country == number] for number in range(len(names))]
        self.counts: _Counts = np.array([rows.sum(axis=0) for rows in self.rows], np.int64)
        numbers = flags.astype(np.float32)  # of which a product takes a hundredth of the time
        self.together: _Flags = (numbers.T @ numbers) > 0
        self.seen: _Flags = np.array([_UNSEEN[0] != p[0] and _UNSEEN[1] != p[1] for p in places])
        self.wanted = np.minimum(_WIDTH, self.counts.sum(axis=0)) * self.seen * (len(names) > 1)
        self.kinds: _Flags = np.array([dimension == _WHOLE for dimension, _code, _kind in places])
        self.shown: _Flags = (self.counts >= SMALLEST) & ~self.kinds
        self.pairs: dict[tuple[int, int], _Exchange] = {}

    def told(self) -> _Flags:
        """Withhold until every small count is safe; at the latest when nothing is told."""
        changed = set(range(len(self.rows)))
        while changed and self.shown.any():
            for pair in combinations(range(len(self.rows)), 2):
                if changed & set(pair):
                    first, second = pair
                    shown = self.shown[first] | self.shown[second]
                    sides = self.rows[first], self.rows[second]
                    alike = (shown & self.seen) | self.kinds
                    self.pairs[pair] = _exchange(*sides, shown, alike)
            unsafe = (self.counts < SMALLEST) & (self._width() < self.wanted)
            victims = {self._victim(int(place)) for place in np.flatnonzero(unsafe.any(axis=0))}
            for country, place in victims:
                self.shown[country, place] = False
            changed = {country for country, _place in victims}
        return self.shown

    def _width(self) -> _Counts:
        """How far each count can be changed: by all moves, and by the swaps with one country."""
        moved = np.zeros_like(self.counts)
        up, down = np.zeros_like(self.counts), np.zeros_like(self.counts)
        for (first, second), found in self.pairs.items():
            moved[first] += found.into_first
            moved[second] += found.into_second
            # A move out of a country is counted once, however many countries it could go to.
            np.maximum(up[first], found.swapped_up, out=up[first])
            np.maximum(down[first], found.swapped_down + found.into_second, out=down[first])
            np.maximum(up[second], found.swapped_down, out=up[second])
            np.maximum(down[second], found.swapped_up + found.into_first, out=down[second])
        return moved + up + down

    def _victim(self, place: int) -> tuple[int, int]:
        """The smallest told count that holds listings of a place: the place's own, or another of
        a country where the place's is withheld already."""
        near = self.together[place] & ~self.shown[:, [place]]
        near[:, place] = True
        reaches = (near, self.together[place][np.newaxis, :], np.ones_like(self.shown))
        held = next(self.shown & reach for reach in reaches if (self.shown & reach).any())
        sizes = np.where(held, self.counts, np.iinfo(np.int64).max)
        at, columns = int(sizes.argmin()), len(self.seen)
        return at // columns, at % columns


@dataclass(frozen=True, slots=True)
class _Exchange:
    """By place, what two countries can exchange: moves to either, and swaps that raise or lower
    the count of the first."""

    into_first: _Counts
    into_second: _Counts
    swapped_up: _Counts
    swapped_down: _Counts


def _exchange(first: _Flags, second: _Flags, shown: _Flags, alike: _Flags) -> _Exchange:
    """Listings in none of the ``shown`` places can move; others swap that are ``alike``."""
    leaving, here = _sorted(first, shown, alike)
    coming, there = _sorted(second, shown, alike)
    up, down = np.zeros(len(shown), np.int64), np.zeros(len(shown), np.int64)
    for signature in here.keys() & there.keys():
        (number, having), (others, others_having) = here[signature], there[signature]
        up += np.minimum(number - having, others_having)
        down += np.minimum(having, others - others_having)
    return _Exchange(coming, leaving, up, down)


def _sorted(
    rows: _Flags, shown: _Flags, alike: _Flags
) -> tuple[_Counts, dict[bytes, tuple[int, _Counts]]]:
    """By place the free listings; and all others by the ``alike`` places that they are in:
    how many, in all and by place."""
    is_held = rows[:, shown].any(axis=1)
    held = rows[is_held]
    members: dict[bytes, list[int]] = {}
    for at, row in enumerate(held[:, alike]):
        members.setdefault(row.tobytes(), []).append(at)
    groups = {key: (len(found), held[found].sum(axis=0)) for key, found in members.items()}
    return rows[~is_held].sum(axis=0), groups
