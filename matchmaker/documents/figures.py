"""Counts of linked tables on their way to the public: collected, withheld if small, then told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from matchmaker.documents.report import CONFIDENTIAL, NOT_APPLICABLE, Row, Table, Value
from matchmaker.documents.suppression import Sum, withheld

#: A share of fewer than this is told as a count.
SMALLEST_BASE: Final = 20


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``, both keys of counts: per cent, or a count of a small whole."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Known:
    """A number that is told where the count ``of`` what it was made from is told."""

    value: int
    of: str


#: The key of a count; or how a number hangs on counts; or nothing that could be counted.
Cell = str | Share | Known | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A table before it is known which of its cells may be told."""

    code: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, str, Sequence[Cell]]]
    note: str = ""
    chart: str = ""


@dataclass
class Figures:
    """Counts by key, and what ties them together over all tables of a report."""

    counts: dict[str, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    implied: set[str] = field(default_factory=set)
    slack: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    also: set[str] = field(default_factory=set)

    def count(self, key: str, value: int) -> str:
        """A count that is printed; the same key in two tables is the same count."""
        self.counts[key] = value
        return key

    def known_elsewhere(self, key: str, value: int) -> str:
        """A count that a reader can make without the report."""
        self.known.add(key)
        return self.count(key, value)

    def partition(self, total: str, parts: Iterable[str]) -> None:
        """``total`` falls into ``parts``, and nothing is in two of them."""
        self.sums.append(Sum(total, tuple(parts)))

    def part_of(self, part: str, whole: str) -> None:
        """``part`` is some of ``whole``: what is left over could be found, and is kept safe too."""
        rest = f"{whole} without {part}"
        self.counts[rest] = self.counts[whole] - self.counts[part]
        self.implied.add(rest)
        self.sums.append(Sum(whole, (part, rest)))

    def cover(self, total: str, parts: Sequence[str]) -> None:
        """Everything in ``total`` is in one of ``parts`` or in several."""
        added, doubled = f"{total} counted in parts", f"{total} counted again"
        self.counts[added] = sum(self.counts[part] for part in parts)
        self.counts[doubled] = self.counts[added] - self.counts[total]
        self.slack |= {added, doubled}
        self.sums += [Sum(added, tuple(parts)), Sum(added, (total, doubled))]

    def withheld(self) -> frozenset[str]:
        """The keys that must not be told."""
        return withheld(
            self.counts,
            self.sums,
            implied=self.implied,
            slack=self.slack,
            known=self.known,
            also=self.also,
        )

    def table(self, draft: Draft, hidden: frozenset[str]) -> Table:
        """``draft`` with what may be told of it."""
        rows = tuple(
            Row(code, label, tuple(self._told(cell, hidden) for cell in cells))
            for code, label, cells in draft.rows
        )
        columns = tuple(draft.columns)
        return Table(draft.code, draft.title, draft.note, columns, rows, draft.chart)

    def _told(self, cell: Cell, hidden: frozenset[str]) -> Value:
        if cell is None:
            return NOT_APPLICABLE
        if isinstance(cell, Share):
            return self._share(cell, hidden)
        if isinstance(cell, Known):
            return CONFIDENTIAL if cell.of in hidden else cell.value
        return CONFIDENTIAL if cell in hidden else self.counts[cell]

    def _share(self, share: Share, hidden: frozenset[str]) -> Value:
        if {share.part, share.whole} & hidden:
            return CONFIDENTIAL
        part, whole = self.counts[share.part], self.counts[share.whole]
        return f"{part} of {whole}" if whole < SMALLEST_BASE else f"{100 * part / whole:.0f}%"
