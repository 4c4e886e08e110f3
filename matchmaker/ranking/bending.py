"""A curve that only rises, from log-odds to the log-odds that were observed.

Centred isotonic regression (Oron and Flournoy 2017): isotonic shares of bins, each pool drawn
together at its centre, straight lines between. Unlike plain isotonic regression it has no steps, so
that two pairs never become equal and the order stays.
"""

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from matchmaker.ranking.answers import Bools, Floats
from matchmaker.ranking.learned import Knot

_BIN: Final = 50  # answers in a bin, as a rule
_MOST_BINS: Final = 10
_FEWEST_KNOTS: Final = 3  # two are a line, and that is fitted already


def fit_curve(log_odds: Floats, relevant: Bools, weight: Floats) -> tuple[Knot, ...]:
    """Knots that rise on both axes; none where there is too little to bend a line."""
    bins = min(_MOST_BINS, len(log_odds) // _BIN)
    if bins < _FEWEST_KNOTS:
        return ()
    parts = np.array_split(np.argsort(log_odds, kind="stable"), bins)
    mass = np.array([weight[part].sum() for part in parts])
    centre = np.array([np.average(log_odds[part], weights=weight[part]) for part in parts])
    hits = np.array([weight[part] @ relevant[part] for part in parts])
    share = (hits + 0.5) / (mass + 1.0)  # Krichevsky-Trofimov: never 0 or 1
    rising = IsotonicRegression().fit_transform(centre, share, sample_weight=mass)
    knots = [_pool(centre, mass, rising, level) for level in np.unique(rising)]
    return tuple(knots) if len(knots) >= _FEWEST_KNOTS and _rises(knots) else ()


def _pool(centre: NDArray[np.float64], mass: Floats, rising: Floats, level: np.float64) -> Knot:
    inside = rising == level
    middle = np.average(centre[inside], weights=mass[inside])
    return float(middle), float(np.log(level / (1 - level)))


def _rises(knots: list[Knot]) -> bool:
    return all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(knots))
