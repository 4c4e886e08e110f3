"""The minimum of a smooth convex function of few variables that have lower bounds."""

from collections.abc import Callable
from math import inf
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_HALVINGS: Final = 30
_CLOSE: Final = 1e-9  # what a step no longer gains, relative to the value
_ENOUGH: Final = 1e-4  # share of the gain promised by the slope that a step must bring


class Local(NamedTuple):
    """Value, gradient (k,) and curvature (k, k), positive definite, at one point."""

    value: float
    gradient: Floats
    curvature: Floats


def minimise(function: Callable[[Floats], Local], start: Floats, lower: Floats) -> Floats:
    """Projected Newton (Bertsekas 1982): what sits on its bound and would leave it is held there.

    Exact to about nine digits, and with a dozen variables faster than a general optimizer.
    """
    at, here, gained = start, function(start), inf
    while gained > _CLOSE * (1 + abs(here.value)):
        free = (at > lower) | (here.gradient < 0)
        step = np.zeros_like(at)
        step[free] = np.linalg.solve(here.curvature[np.ix_(free, free)], -here.gradient[free])
        at, there = _search(function, at, here, step, lower)
        gained = here.value - there.value
        here = there
    return at


def _search(
    function: Callable[[Floats], Local], at: Floats, here: Local, step: Floats, lower: Floats
) -> tuple[Floats, Local]:
    """The first of ever shorter steps that gains enough; none at all where the last does not."""
    for _ in range(_HALVINGS):
        there = np.maximum(at + step, lower)
        local = function(there)
        if local.value <= here.value + _ENOUGH * here.gradient @ (there - at):
            return there, local
        step = step / 2
    return at, here
