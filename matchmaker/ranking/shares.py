"""A share with how far it may be off."""

from math import sqrt
from typing import Final, NamedTuple

_Z: Final = 1.96  # of the normal distribution, for 95 %


class Share(NamedTuple):
    """``hits`` of ``total``; ``low`` and ``high`` hold the true share in 95 of 100 cases."""

    hits: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.hits / self.total


def share(hits: int, count: int) -> Share:
    """With Wilson's interval (1927), which is sensible for few and for extreme ones.

    ``ValueError`` when nothing was counted.
    """
    if count < 1:
        raise ValueError("a share of nothing")
    observed, extra = hits / count, _Z**2 / count
    middle = (observed + extra / 2) / (1 + extra)
    half = _Z * sqrt(observed * (1 - observed) / count + extra / (4 * count)) / (1 + extra)
    return Share(hits, count, max(0.0, middle - half), min(1.0, middle + half))
