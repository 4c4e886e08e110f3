"""Answered pairs as arrays, and how far an answer is to be trusted for where its pair stood."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.ranking.finding import Finding
from matchmaker.ranking.learned import FEATURES, Learned, move

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

#: Of a list that is read from the top, rank r is looked at with probability r ** -0.5: milder than
#: the 1 / r that fits result pages of a web search (Joachims, Swaminathan and Schnabel 2017),
#: since ten cards stand on one page and are answered one by one.
_DECAY: Final = 0.5
#: What an answer counts for at most: a clipped propensity keeps a few late answers from deciding.
_MOST: Final = 3.0
_EDGE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Answered:
    """One pair with its label. ``rank``: where it stood when answered; ``None``: not known."""

    need: int
    text: float  # 0 to 1
    findings: tuple[Finding, ...]
    relevant: bool
    weight: float
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Arrays of one length, n. ``moves`` has shape (n, features), in the order of ``FEATURES``."""

    log_odds: Floats  # of the text
    moves: Floats  # -1 to 1
    relevant: Bools
    weight: Floats  # 1 on average
    need: Ints

    def __len__(self) -> int:
        return len(self.need)

    @property
    def design(self) -> Floats:
        """What the learner is given, shape (n, 1 + features): the text's log-odds come first."""
        return np.column_stack([self.log_odds, self.moves])

    def at(self, index: Any) -> "Answers":
        return Answers(
            self.log_odds[index],
            self.moves[index],
            self.relevant[index],
            self.weight[index],
            self.need[index],
        )


def as_arrays(pairs: Iterable[Answered]) -> Answers:
    """Weights by inverse propensity of the rank, brought back to 1 on average."""
    held = list(pairs)
    text = np.clip([pair.text for pair in held], _EDGE, 1 - _EDGE).astype(np.float64)
    weight = np.array([pair.weight / examined(pair.rank) for pair in held], dtype=np.float64)
    return Answers(
        log_odds=np.log(text / (1 - text)),
        moves=np.array([_moves(pair.findings) for pair in held]).reshape(len(held), len(FEATURES)),
        relevant=np.array([pair.relevant for pair in held], dtype=np.bool_),
        weight=weight / weight.mean() if held else weight,
        need=np.array([pair.need for pair in held], dtype=np.intp),
    )


def examined(rank: int | None) -> float:
    """How likely a reader looks at this rank, 1 for the first; an unknown rank counts as that."""
    return max(float((rank or 1) ** -_DECAY), 1 / _MOST)


def log_odds_of(learned: Learned, design: Floats) -> Floats:
    """What the ranking gives each row of a design."""
    weights = np.array([learned.weights[feature] for feature in FEATURES])
    moved = design[:, 0] + (design[:, 1:] * weights).sum(axis=1)
    return np.array([learned.recalibrated(value) for value in moved.tolist()], dtype=np.float64)


def grouped_folds(
    relevant: Bools, groups: Ints, folds: int, seed: int
) -> Iterator[tuple[Ints, Ints]]:
    """Training and test rows: no group is in both, and relevant pairs are spread evenly.

    Groups are shuffled, then dealt out by how many relevant pairs they have. Fewer folds where
    there are fewer groups; with one group alone there is none.
    """
    names, row = np.unique(groups, return_inverse=True)
    count = min(folds, len(names))
    shuffled = np.random.default_rng(seed).permutation(len(names))
    hits = np.bincount(row, relevant, minlength=len(names))[shuffled]
    fold = np.empty(len(names), dtype=np.intp)
    fold[shuffled[np.argsort(hits, kind="stable")]] = np.arange(len(names)) % max(count, 1)
    for number in range(count if count > 1 else 0):
        inside = fold[row] == number
        yield np.flatnonzero(~inside), np.flatnonzero(inside)


def log_loss(log_odds: Floats, relevant: Bools) -> Floats:
    """Of each pair, in nats."""
    return np.logaddexp(0.0, np.where(relevant, -log_odds, log_odds))


def _moves(findings: Iterable[Finding]) -> list[float]:
    found = {finding.feature: move(finding) for finding in findings}
    return [found.get(feature, 0.0) for feature in FEATURES]
