"""Which cells of linked tables must be withheld so that no small count can be worked out.

Here and not in ``ranking``: it decides what may leave the house, for every format alike, from
plain numbers; nothing is ordered by it. The attacker is given everything that is printed, every sum
that ties the cells of all tables of a report together, and that counts are whole and not negative.
A cell is safe when two such sets of tables exist that agree with all that is printed, and in which
the cell differs by at least ``SMALLEST - 1``: as wide as the range of counts that is hidden first.
Both are found as integer programs, so that the proof does not rest on rounding (J. Castro, "Recent
advances in optimization techniques for statistical tabular data protection", European Journal of
Operational Research 216, 2012).

Zero is a small count. Beside a total, a printed zero says that everybody is somewhere else, and it
would narrow what a withheld cell can be. A cell that is zero by definition is not counted at all.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

#: Counts below this are withheld.
SMALLEST: Final = 5
#: How far apart two explanations of a withheld cell are at least.
_WIDTH: Final = SMALLEST - 1


@dataclass(frozen=True, slots=True)
class Sum:
    """``total`` is what its ``parts`` add up to; a key in several sums ties them together."""

    total: str
    parts: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


def withheld(
    cells: Mapping[str, int],
    sums: Sequence[Sum],
    *,
    implied: Collection[str] = (),
    slack: Collection[str] = (),
    known: Collection[str] = (),
    also: Collection[str] = (),
) -> frozenset[str]:
    """The keys of ``cells`` that must not be printed.

    ``implied`` cells are printed nowhere but could be found by subtraction (a total less one of
    its parts): they are kept safe where they are small. ``slack`` is no count of anything and needs
    no safety. ``known`` the attacker counts elsewhere, on the browse page say: withholding it here
    would help nobody. ``also`` is withheld for a reason of the caller's.
    """
    silent, public = {*implied, *slack}, set(known)
    small = {key for key, value in cells.items() if value < SMALLEST} - public
    hidden = (small - silent) | set(also)
    sensitive = small & set(implied)
    search = _Search(cells, sums, silent, public)
    while True:
        search.by_subtraction(hidden, hidden | sensitive)
        victims = search.victims(hidden, hidden | sensitive)
        if not victims:  # what can be found now can be found from what is known anyway
            return frozenset(hidden)
        hidden |= victims


@dataclass
class _Search:
    """What is known so far of how low and how high each cell can be.

    More withheld cells leave more possible: what was found stays true while cells are added.
    """

    cells: Mapping[str, int]
    sums: Sequence[Sum]
    silent: Collection[str]
    known: Collection[str]
    low: dict[str, int] = field(default_factory=dict)
    high: dict[str, int] = field(default_factory=dict)
    width: dict[str, int] = field(default_factory=dict)  # where ``known`` leaves less to hide

    def __post_init__(self) -> None:
        self.low, self.high = dict(self.cells), dict(self.cells)
        self.totals = Counter(total.total for total in self.sums)
        self.tied = {key for total in self.sums for key in total.keys}

    def by_subtraction(self, hidden: set[str], wanted: Collection[str]) -> None:
        """Withhold what tells the one unknown of a sum: the quick part, and not enough."""
        queue = list(self.sums)
        while queue:
            total = queue.pop()
            unknown = [key for key in total.keys if key in hidden or key in self.silent]
            victim = self._least(total.keys, hidden)
            if victim and len(unknown) == 1 and unknown[0] in wanted:
                hidden.add(victim)
                queue.extend(other for other in self.sums if victim in other.keys)

    def victims(self, hidden: Collection[str], wanted: Collection[str]) -> set[str]:
        """One more to withhold for each set of unknowns that hang together and are not all safe."""
        free = (set(hidden) | set(self.silent)) & self.tied
        found = set()
        for group, sums in _components(free, self.sums):
            unsafe = self._unsafe(group, sums, set(wanted) & set(group))
            helpful = {self.next_smallest(key, hidden) for key in unsafe} - {""}
            if helpful:
                found.add(min(helpful, key=self._cost))
        return found

    def _unsafe(self, group: Sequence[str], sums: Sequence[Sum], wanted: set[str]) -> list[str]:
        """Those of ``wanted`` that an attacker can narrow down too far."""
        open_keys = [key for key in sorted(wanted) if self._is_narrow(key)]
        if not open_keys:
            return []
        program = _Program(self.cells, sums, group)
        self._learn(program.extreme(dict.fromkeys(open_keys, -1.0), self._caps(open_keys)))
        for key in open_keys:
            if self._is_narrow(key):
                self._learn(program.extreme({key: -1.0}, self._caps([key])))
            if self._is_narrow(key):
                self._learn(program.extreme({key: 1.0}, {}))
            if self.known and key not in self.width and self._is_narrow(key):
                self.width[key] = self._widest(key)
        return [key for key in open_keys if self._is_narrow(key)]

    def next_smallest(self, key: str, hidden: Collection[str]) -> str:
        """The smallest printed cell in the nearest sum that helps to tell ``key``; or empty."""
        reached, seen = {key}, set[str]()
        while reached != seen:
            seen = set(reached)
            for total in self.sums:
                if seen & set(total.keys):
                    reached |= set(total.keys)
            if found := self._least(reached, hidden):
                return found
        return ""

    def _least(self, keys: Collection[str], hidden: Collection[str]) -> str:
        """The smallest of ``keys`` that is printed and may be withheld; or empty."""
        kept = {*hidden, *self.silent, *self.known}
        return min(set(keys) - kept, key=self._cost, default="")

    def _cost(self, key: str) -> tuple[int, int, str]:
        """The smallest goes first, and of two that are equal the greater total goes last."""
        return self.cells[key], self.totals[key], key

    def _is_narrow(self, key: str) -> bool:
        return self.high[key] - self.low[key] < self.width.get(key, _WIDTH)

    def _widest(self, key: str) -> int:
        """How wide a cell can be at best, when all that may be withheld is."""
        everything = _components(self.tied - set(self.known), self.sums)
        program = next(
            _Program(self.cells, sums, group) for group, sums in everything if key in group
        )
        highest = program.extreme({key: -1.0}, self._caps([key]))
        return min(_WIDTH, highest[key] - program.extreme({key: 1.0}, {})[key])

    def _caps(self, keys: Collection[str]) -> dict[str, int]:
        return {key: self.low[key] + _WIDTH for key in keys}

    def _learn(self, found: Mapping[str, int]) -> None:
        for key, value in found.items():
            self.low[key] = min(self.low[key], value)
            self.high[key] = max(self.high[key], value)


def _components(free: Collection[str], sums: Sequence[Sum]) -> list[tuple[list[str], list[Sum]]]:
    """Unknowns that share sums, directly or through others, with those sums."""
    group_of: dict[str, set[str]] = {key: {key} for key in free}
    for total in sums:
        unknown = [key for key in total.keys if key in group_of]
        for key in unknown[1:]:
            first, other = group_of[unknown[0]], group_of[key]
            if first is not other:
                first |= other
                group_of.update(dict.fromkeys(other, first))
    groups = {id(group): (sorted(group), list[Sum]()) for group in group_of.values()}
    for total in sums:
        unknown = [key for key in total.keys if key in group_of]
        if unknown:
            groups[id(group_of[unknown[0]])][1].append(total)
    return sorted(groups.values(), key=lambda pair: pair[0])


class _Program:
    """The tables that agree with what is printed, as the points of an integer program."""

    def __init__(self, cells: Mapping[str, int], sums: Sequence[Sum], free: Sequence[str]) -> None:
        self.free = free
        at = {key: column for column, key in enumerate(free)}
        rows = [_equation(total, cells, at) for total in sums if at.keys() & set(total.keys)]
        entries = [(r, c, v) for r, (left, _) in enumerate(rows) for c, v in left.items()]
        numbers, columns, values = zip(*entries, strict=True)
        shape = (len(rows), len(free))
        matrix = csr_array((np.array(values, float), (numbers, columns)), shape=shape)
        right = np.array([known for _, known in rows], float)
        self.constraint = LinearConstraint(matrix, right, right)

    def extreme(self, weights: Mapping[str, float], caps: Mapping[str, int]) -> dict[str, int]:
        """The point with the least weighted sum; ``caps`` keep it finite. The truth is a point."""
        at = {key: column for column, key in enumerate(self.free)}
        cost = np.zeros(len(self.free))
        upper = np.full(len(self.free), np.inf)
        for key, weight in weights.items():
            cost[at[key]] = weight
        for key, cap in caps.items():
            upper[at[key]] = cap
        answer = milp(
            cost,
            constraints=self.constraint,
            integrality=np.ones(len(self.free), int),
            bounds=Bounds(np.zeros(len(self.free)), upper),
        )
        if answer.x is None:  # the bounds hold the truth, so that only a time limit ends here
            return {}
        return {key: round(answer.x[column]) for key, column in at.items()}


def _equation(
    total: Sum, cells: Mapping[str, int], at: Mapping[str, int]
) -> tuple[dict[int, float], float]:
    """``(column → coefficient, right side)``: parts minus total, what is printed moved right."""
    left: dict[int, float] = {}
    right = 0.0
    signed = [(total.total, -1.0), *((part, 1.0) for part in total.parts)]
    for key, sign in signed:
        if key in at:
            left[at[key]] = left.get(at[key], 0.0) + sign
        else:
            right -= sign * cells[key]
    return left, right
