"""Weights, slope and bias that make given answers most likely, for one strength of the ridge."""

from types import MappingProxyType
from typing import Final

import numpy as np
from scipy.special import expit

from matchmaker.ranking.answers import Bools, Floats, log_loss
from matchmaker.ranking.bounded import Local, minimise
from matchmaker.ranking.learned import FEATURES, WEIGHTS, Learned

_SHIPPED: Final = np.array(list(WEIGHTS.values()))
#: A weight keeps at least this, so that what a reason names has counted, and gets at most that,
#: odds of seven to one, so that no fact outweighs what the texts say.
LEAST_WEIGHT: Final = 0.02
MOST_WEIGHT: Final = 2.0
_ANCHOR: Final = 0.1  # ridge on slope and bias towards 1 and 0: only keeps them finite
_LEAST_SLOPE: Final = 0.2  # the text never stops counting


def fitted(design: Floats, relevant: Bools, weight: Floats, ridge: float) -> Learned:
    """The minimum with every weight between its limits.

    The least of each weight, and all of one that would pass the most, is given to the text's
    column: what is left to find then has a bound at 0 alone.
    """
    text, moves = design[:, 0], design[:, 1:]
    held = np.full(len(_SHIPPED), LEAST_WEIGHT)
    while True:
        free = held < MOST_WEIGHT
        rows = np.column_stack([np.ones(len(text)), text + moves @ held, moves * free])
        bias, slope, *more = _solved(rows, relevant, weight, ridge, _SHIPPED - held)
        weights = held + np.array(more) / slope
        if (weights <= MOST_WEIGHT).all():
            break
        held = np.where(weights > MOST_WEIGHT, MOST_WEIGHT, held)
    named = dict(zip(FEATURES, weights.tolist(), strict=True))
    return Learned(MappingProxyType(named), slope, bias)


def _solved(
    rows: Floats, relevant: Bools, weight: Floats, ridge: float, shipped: Floats
) -> list[float]:
    """Bias, slope, and slope times what each weight has above what is held."""
    #: From these to how far the weights are from the shipped ones, times the slope.
    apart = np.column_stack([np.zeros_like(shipped), -shipped, np.eye(len(shipped))])
    hold = ridge * apart.T @ apart
    hold[0, 0], hold[1, 1] = _ANCHOR, hold[1, 1] + _ANCHOR
    towards = np.zeros(rows.shape[1])
    towards[1] = _ANCHOR  # the slope's anchor is 1

    def local(at: Floats) -> Local:
        odds = rows @ at
        chance = expit(odds)
        value = weight @ log_loss(odds, relevant) + at @ hold @ at / 2 - towards @ at
        gradient = rows.T @ (weight * (chance - relevant)) + hold @ at - towards
        spread = weight * chance * (1 - chance)
        return Local(float(value), gradient, (rows * spread[:, None]).T @ rows + hold)

    start = np.concatenate([[0.0, 1.0], np.maximum(shipped, 0.0)])
    lower = np.concatenate([[-np.inf, _LEAST_SLOPE], np.zeros_like(shipped)])
    found: list[float] = minimise(local, start, lower).tolist()
    return found
