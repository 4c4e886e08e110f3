"""From log-odds to a number that means something, and to a band that a reader can use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

# The lowest score of each band, best first. Observed shares: docs/benchmarks.md.
BANDS: Mapping[str, float] = MappingProxyType({"strong": 0.5, "good": 0.15, "possible": 0.03})


@dataclass(frozen=True, slots=True)
class BandReport:
    """Of ``pairs`` in a band the share that was promised and the share that was relevant."""

    pairs: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram: pairs with neighbouring scores."""

    pairs: int
    predicted: float
    observed: float


def probability(log_odds: Floats) -> Floats:
    """The chance, 0 to 1, that the judges of the benchmark would call the pair related."""
    return 1 / (1 + np.exp(-np.clip(log_odds, -60, 60)))


def band(score: float) -> str:
    """``strong``, ``good`` or ``possible``; empty below all of them: not worth proposing."""
    return next((name for name, lowest in BANDS.items() if score >= lowest), "")


def reliability(scores: Floats, relevant: NDArray[np.bool_]) -> dict[str, BandReport]:
    """Band by band, what was promised against what was judged; empty bands are left out."""
    names = np.array([band(score) for score in scores.ravel().tolist()])
    report = {}
    for name in (*BANDS, ""):
        inside = names == name
        if inside.any():
            report[name] = BandReport(
                int(inside.sum()),
                float(scores.ravel()[inside].mean()),
                float(relevant.ravel()[inside].mean()),
            )
    return report


def diagram(scores: Floats, relevant: NDArray[np.bool_], bins: int = 10) -> list[Bin]:
    """Of the pairs that have a band, equally many in each bin, the lowest scores first."""
    shown = scores >= min(BANDS.values())
    order = np.argsort(scores[shown], kind="stable")
    parts = zip(
        np.array_split(scores[shown][order], bins),
        np.array_split(relevant[shown][order], bins),
        strict=True,
    )
    return [
        Bin(len(promised), float(promised.mean()), float(judged.mean()))
        for promised, judged in parts
        if len(promised)
    ]


def expected_calibration_error(found: Sequence[Bin]) -> float:
    """The mean distance between what was promised and what was judged, each pair counting once."""
    pairs = sum(part.pairs for part in found)
    missed = sum(part.pairs * abs(part.predicted - part.observed) for part in found)
    return missed / pairs if pairs else 0.0
