"""Words and vectors in one number: the log-odds that a pair belongs together."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of pairs, in arrays of one shape.

    ``lexical`` is the share of attainable BM25, 0 to 1. ``dense_best`` and ``dense_mean`` are the
    best and the mean, over the passages of the need, of the cosine to the nearest passage of the
    document; NaN where a side has no vectors.
    """

    lexical: Floats
    dense_best: Floats
    dense_mean: Floats

    @property
    def dense(self) -> Floats:
        """The passage that matters, without forgetting the others."""
        return (self.dense_best + self.dense_mean) / 2

    @property
    def transposed(self) -> "Features":
        return Features(self.lexical.T, self.dense_best.T, self.dense_mean.T)

    def at(self, index: Any) -> "Features":
        """Of some pairs, by any NumPy index."""
        return Features(self.lexical[index], self.dense_best[index], self.dense_mean[index])


@dataclass(frozen=True, slots=True)
class Fusion:
    """Coefficients of a logistic regression on words and vectors.

    Linear in both: products and squares of them added nothing on unseen queries.
    """

    lexical: float
    dense: float
    bias: float


# Fitted by fit_fusion() to the 225 judged queries of horizon_projects with all-MiniLM-L6-v2; what
# that gives on queries that it was not fitted to: docs/benchmarks.md, "Quality".
BOTH = Fusion(lexical=11.5, dense=9.3, bias=-11.5)
WORDS = Fusion(lexical=15.9, dense=0.0, bias=-9.1)


def log_odds(features: Features, both: Fusion = BOTH, words: Fusion = WORDS) -> Floats:
    """That pairs belong together: by ``both``, or by ``words`` where vectors are missing."""
    known = ~np.isnan(features.dense)
    dense = np.where(known, features.dense, 0.0)
    by_both = both.lexical * features.lexical + both.dense * dense + both.bias
    return np.where(known, by_both, words.lexical * features.lexical + words.bias)


def fit_fusion(lexical: Floats, dense: Floats, relevant: NDArray[np.bool_]) -> Fusion:
    """Fitted to judged pairs, arrays of one shape; zeros as ``dense`` fit words alone.

    In two steps, since related pairs are as rare as one in 600. First the ratio of the features,
    relevant pairs weighing as much as the others together: weighed as they come, the fit cares for
    the easy pairs and ranks worse. Then slope and bias of that sum by true frequency.
    """
    features = np.stack([lexical.ravel(), dense.ravel()], axis=1).astype(np.float64)
    target = relevant.ravel().astype(np.float64)
    share = target.mean()
    balance = np.where(target > 0, 0.5 / share, 0.5 / (1 - share))
    ratio, _ = _logistic(features, target, balance)
    (slope,), bias = _logistic((features @ ratio)[:, None], target, np.ones_like(target))
    return Fusion(float(slope * ratio[0]), float(slope * ratio[1]), float(bias))


def _logistic(
    features: NDArray[np.float64], target: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Coefficients and intercept by Newton's method, with a ridge that only keeps them finite."""
    design = np.column_stack([features, np.ones(len(features))])
    beta = np.zeros(design.shape[1])
    ridge = 1e-3
    for _ in range(25):  # ten are enough for all of the judged set
        chance = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (weight * (target - chance)) - ridge * beta
        curvature = (design * (weight * chance * (1 - chance))[:, None]).T @ design
        beta += np.linalg.solve(curvature + ridge * np.eye(len(beta)), gradient)
    return beta[:-1], float(beta[-1])
