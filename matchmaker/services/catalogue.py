"""A picture of all listings for counting and ordering: public codes as bits, what sorts as arrays.

It says nothing about who may see what: ``audiences`` does. A picture never changes; a newer one is
made from it and from what has changed since, so that readers need no lock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.services.bitsets import Bits, Ids, bits_of, fitted
from matchmaker.services.titles import Titles

Key = tuple[str, str]  # facet and value
NEVER: Final = np.iinfo(np.int32).max  # a date that is not public


@dataclass(frozen=True, slots=True)
class Dated:
    """What orders listings, one entry for each id from 0.

    ``published`` is in microseconds since 1970, 0 for what is not published; ``valid_until`` in
    days, ``NEVER`` for blind listings; ``trl`` is 0 where there is none.
    """

    published: NDArray[np.int64]
    valid_until: NDArray[np.int32]
    trl: NDArray[np.int8]


@dataclass(frozen=True)
class Catalogue:
    """As of ``version``. ``bits[rows[facet, value]]`` is the set of the listings that have it."""

    version: int
    rows: Mapping[Key, int]
    bits: Bits
    dated: Dated
    titles: Titles
    _orders: dict[str, Ids] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return int(self.bits.shape[1])

    def having(self, facet: str, values: Sequence[str]) -> Bits:
        """The listings that have one of ``values``."""
        found = [self.rows[facet, value] for value in values if (facet, value) in self.rows]
        if not found:
            return np.zeros(self.words, dtype=np.uint64)
        return np.asarray(np.bitwise_or.reduce(self.bits[found], axis=0))

    def expiring(self, first: int, end: int) -> Bits:
        """The open listings that are valid until a day from ``first`` to before ``end``."""
        days = self.dated.valid_until
        return bits_of(np.flatnonzero((days >= first) & (days < end)), self.words)

    def count(self, facets: Sequence[str], among: Bits) -> dict[str, dict[str, int]]:
        """Facet → value → how many of ``among`` have it; values that nobody has are left out."""
        wanted = [facet for facet in facets if facet in self._spans]
        rows = np.array([row for facet in wanted for row in self._spans[facet].values()], np.intp)
        bits = self.bits if len(rows) == len(self.bits) else self.bits[rows]
        counts = np.bitwise_count(bits & fitted(among, self.words)).sum(axis=1, dtype=np.int64)
        by_row = counts if bits is self.bits else dict(zip(rows.tolist(), counts, strict=True))
        return {
            facet: {value: int(by_row[row]) for value, row in self._spans[facet].items()}
            for facet in wanted
        }

    def order(self, sort: str) -> Ids:
        """The ids of everything published in this order; equal ones newest first."""
        if sort == "title":
            return self.titles.order
        if sort not in self._orders:
            self._orders[sort] = self._ordered(sort)
        return self._orders[sort]

    @cached_property
    def _spans(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for (facet, value), row in self.rows.items():
            found.setdefault(facet, {})[value] = row
        return found

    def _ordered(self, sort: str) -> Ids:
        dated = self.dated
        ids = np.flatnonzero(dated.published)
        newest = ids[np.lexsort((-ids, -dated.published[ids]))]
        if sort == "trl":
            return newest[np.argsort(-dated.trl[newest], kind="stable")].astype(np.int64)
        if sort == "valid_until":
            return newest[np.argsort(dated.valid_until[newest], kind="stable")].astype(np.int64)
        return newest.astype(np.int64)
