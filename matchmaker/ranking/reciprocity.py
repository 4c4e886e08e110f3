"""Would the other side say yes too: what else a document is near to counts against a pair.

A document that goes about equally well with every need says little about any of them, and one that
another need fits far better will hardly answer this one. The idea is that of cross-domain
similarity local scaling (Conneau et al., "Word translation without parallel data", ICLR 2018), with
a soft maximum over all needs in place of a mean over the nearest ones.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

_SOFTNESS = 2.0  # of the maximum, in log-odds; 1.5 to 3 rank alike
_BACKGROUND = np.exp(-1.0)  # the pull of needs that are not here: keeps a lone need from mattering
_MOST = 40.0


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """Coefficients on the log-odds of the texts and on the demand from elsewhere."""

    own: float
    demand: float
    bias: float


@dataclass(frozen=True, slots=True)
class Demand:
    """How much all needs together pull at each document; ``usual`` is the demand in the middle."""

    pulls: Floats  # shape (documents,)
    usual: float

    def elsewhere(
        self, log_odds: Floats, columns: NDArray[np.intp], pulling: NDArray[np.bool_]
    ) -> Floats:
        """Demand for documents by all needs but the own one, above or below the usual.

        ``log_odds`` has shape (needs, columns); ``pulling`` says which of these needs are among
        those that pull. In log-odds.
        """
        own = pull(log_odds)
        others = np.maximum(self.pulls[columns] - own * pulling[:, None], 0.0)
        elsewhere: Floats = _rivalry(others, own) - self.usual
        return elsewhere


def pull(log_odds: Floats) -> Floats:
    pulls: Floats = np.exp(np.clip(log_odds, -_MOST, _MOST) / _SOFTNESS)
    return pulls


def demand(pulls: Floats, strongest: Floats) -> Demand:
    """``pulls`` is summed over all needs, ``strongest`` the largest of them: shape (documents,).

    The usual is measured as every pair sees it, without the own need, so that it is nothing where
    there is one need alone.
    """
    others = np.maximum(pulls - strongest, 0.0)
    return Demand(
        pulls, float(np.median(_rivalry(others, np.zeros_like(others)))) if len(pulls) else 0.0
    )


def two_sided(log_odds: Floats, elsewhere: Floats, reciprocity: Reciprocity) -> Floats:
    """Log-odds that both would say yes; rises with the texts, falls with demand elsewhere."""
    return reciprocity.own * log_odds - reciprocity.demand * elsewhere + reciprocity.bias


def _rivalry(others: Floats, own: Floats) -> Floats:
    """Beside the own pull: who is wanted equally by two needs loses little for either."""
    softest: Floats = _SOFTNESS * np.log1p(others / (own + _BACKGROUND))
    return softest
