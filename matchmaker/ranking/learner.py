"""Weights and recalibration learnt from answers, held back towards what is shipped."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Self

import numpy as np
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matchmaker.ranking.answers import Bools, Floats, Ints, grouped_folds, log_loss, log_odds_of
from matchmaker.ranking.bending import fit_curve
from matchmaker.ranking.fitting import fitted
from matchmaker.ranking.learned import FEATURES, SHIPPED, Knot, Learned

#: Strengths of the ridge, weak to strong: to move a weight by 0.1 against the strongest costs five
#: nats, about what seven coin flips tell.
RIDGES: Final = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0)


class RankingLearner(BaseEstimator):  # type: ignore[misc]  # the base has no types
    """Logistic regression on the text's log-odds and the features' moves.

    Minimises the weighted log-loss of ``slope * (text + weights @ moves) + bias`` with weights
    between two limits and a ridge on their distance to the shipped ones.
    The ridge is chosen by log-loss in folds that keep a group together. A curve is put behind
    the line where it lowers the log-loss of folds that it was not fitted to.

    ``learned_`` is the result, ``ridge_`` the strength that was chosen.
    """

    def __init__(self, ridges: Sequence[float] = RIDGES, folds: int = 5, seed: int = 0) -> None:
        self.ridges = ridges
        self.folds = folds
        self.seed = seed

    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> Self:
        """``X`` as ``Answers.design``; ``groups`` are needs, each pair its own when not given.

        ``ValueError`` for arrays of another shape, values that are not finite, or one class alone.
        """
        design, relevant, weight, need = _checked(X, y, sample_weight, groups)
        splits = list(grouped_folds(relevant, need, self.folds, self.seed))
        held_out = {
            ridge: _held_out(design, relevant, weight, ridge, splits) for ridge in self.ridges
        }
        losses = {ridge: log_loss(odds, relevant) for ridge, odds in held_out.items()}
        self.ridge_ = _choose(losses, weight, need)
        line = fitted(design, relevant, weight, self.ridge_)
        curve = _curve(held_out[self.ridge_], relevant, weight, need, splits)
        self.learned_ = Learned(line.weights, line.slope, line.bias, curve)
        self.n_features_in_ = design.shape[1]
        return self

    def decision_function(self, X: Any) -> Floats:
        """Log-odds, shape (n,)."""
        check_is_fitted(self)
        return log_odds_of(self.learned_, _design(X))

    def predict_proba(self, X: Any) -> Floats:
        """Shape (n, 2): not relevant, relevant."""
        chance = expit(self.decision_function(X))
        return np.column_stack([1 - chance, chance])


def _design(given: Any) -> Floats:
    design = np.asarray(given, dtype=np.float64)
    if design.ndim != 2 or design.shape[1] != 1 + len(FEATURES):
        raise ValueError(f"X must have shape (n, {1 + len(FEATURES)}), not {design.shape}")
    if not np.isfinite(design).all():
        raise ValueError("X holds values that are not finite")
    return design


def _checked(X: Any, y: Any, weight: Any, groups: Any) -> tuple[Floats, Bools, Floats, Ints]:
    design = _design(X)
    rows = len(design)
    relevant = np.asarray(y, dtype=np.bool_)
    weights = np.ones(rows) if weight is None else np.asarray(weight, dtype=np.float64)
    need = np.arange(rows) if groups is None else np.asarray(groups)
    for name, values in (("y", relevant), ("sample_weight", weights), ("groups", need)):
        if values.shape != (rows,):
            raise ValueError(f"{name} must have shape ({rows},), not {values.shape}")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("sample_weight must hold numbers of at least 0")
    if relevant.all() or not relevant.any():
        raise ValueError("y must hold pairs of both kinds")
    return design, relevant, weights, need


def _held_out(
    design: Floats,
    relevant: Bools,
    weight: Floats,
    ridge: float,
    splits: Sequence[tuple[Ints, Ints]],
) -> Floats:
    """Log-odds of each pair by what the other folds say."""
    odds = np.zeros(len(design))
    for train, test in splits:
        ours = fitted(design[train], relevant[train], weight[train], ridge)
        odds[test] = log_odds_of(ours, design[test])
    return odds


def _choose(losses: Mapping[float, Floats], weight: Floats, need: Ints) -> float:
    """The strongest ridge that is as good as the best, to within one standard error over needs."""
    best = min(losses, key=lambda ridge: (weight * losses[ridge]).sum())
    good = [
        ridge
        for ridge, loss in losses.items()
        if not _is_sure(weight * (loss - losses[best]), need)
    ]
    return max(good)


def _is_sure(gain: Floats, need: Ints) -> bool:
    """Whether the gains of all pairs together exceed one standard error over needs."""
    _, row = np.unique(need, return_inverse=True)
    by_need = np.bincount(row, gain)
    return bool(by_need.sum() > by_need.std() * np.sqrt(len(by_need)))


def _curve(
    odds: Floats,
    relevant: Bools,
    weight: Floats,
    need: Ints,
    splits: Sequence[tuple[Ints, Ints]],
) -> tuple[Knot, ...]:
    """A curve where it beats the line on folds that it was not fitted to; none otherwise."""
    bent_odds = odds.copy()
    for train, test in splits:
        curve = fit_curve(odds[train], relevant[train], weight[train])
        behind = replace(SHIPPED, curve=curve)
        bent_odds[test] = [behind.recalibrated(value) for value in odds[test].tolist()]
    gain = weight * (log_loss(odds, relevant) - log_loss(bent_odds, relevant))
    return fit_curve(odds, relevant, weight) if _is_sure(gain, need) else ()
