"""Labelled pairs of invented names, and a threshold fitted on one half of them.

``python -m tests.unit.ranking.name_pairs`` prints the table of docs/benchmarks.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from matchmaker.ranking.name_matching import THRESHOLD, similarity

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Pair:
    one: str
    other: str
    is_same: bool

    @property
    def score(self) -> float:
        return similarity(self.one, self.other)


@dataclass(frozen=True)
class Figures:
    """What a threshold does on labelled pairs."""

    threshold: float
    found: int
    missed: int
    false: int

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.false)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)

    @property
    def f2(self) -> float:
        """Recall counts twice as much as precision."""
        low = 4 * self.precision + self.recall
        return 5 * self.precision * self.recall / low if low else 0.0


def halves() -> tuple[list[Pair], list[Pair]]:
    """Every second pair and every second family: no family is in both halves."""
    same = [Pair(one, other, is_same=True) for _kind, one, other in _rows("same_names.txt")]
    families = list(_rows("different_names.txt"))
    return tuple(
        same[half::2]
        + [
            Pair(one, other, is_same=False)
            for family in families[half::2]
            for one, other in combinations(family, 2)
        ]
        for half in (0, 1)
    )


def measure(pairs: Sequence[Pair], threshold: float) -> Figures:
    shown = [pair for pair in pairs if pair.score >= threshold]
    found = sum(pair.is_same for pair in shown)
    same = sum(pair.is_same for pair in pairs)
    return Figures(threshold, found, same - found, len(shown) - found)


def fit(pairs: Sequence[Pair]) -> Figures:
    """The highest whole threshold with the best F2."""
    return max((measure(pairs, at) for at in range(50, 101)), key=lambda f: (f.f2, f.threshold))


def _rows(name: str) -> Iterator[list[str]]:
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split("|")]


def _print_table() -> None:
    first, second = halves()
    print("| half | threshold | same | different | found | missed | false | precision | recall |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    chosen = fit(first)
    rows = [("fitted on", first, chosen.threshold), ("held out", second, chosen.threshold)]
    if chosen.threshold != THRESHOLD:
        rows.append(("held out, as set", second, THRESHOLD))
    for name, pairs, threshold in rows:
        figures = measure(pairs, threshold)
        same = figures.found + figures.missed
        print(
            f"| {name} | {threshold:g} | {same} | {len(pairs) - same} | {figures.found} "
            f"| {figures.missed} | {figures.false} | {figures.precision:.3f} "
            f"| {figures.recall:.3f} |"
        )
    print("\nfalse or missed in the half that was held out:")
    for pair in second:
        if (pair.score >= chosen.threshold) != pair.is_same:
            print(f"  {pair.score:5.1f}  {pair.one} / {pair.other}")


if __name__ == "__main__":
    _print_table()
