"""Fits the text ranking to judged pairs. The only part of ranking that needs scikit-learn."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matchmaker.ranking.fusion import Features, Fusion, TextRanking
from matchmaker.ranking.reciprocity import Reciprocity, demand, pull

Floats = NDArray[np.floating]
_SEEN = -4.6  # log-odds of one in a hundred
_AS_IS = Reciprocity(own=1.0, demand=0.0, bias=0.0)


class TextRankingLearner:
    """Two steps: words and vectors first, then what demand from elsewhere takes away.

    ``fit`` sees the features of all queries, since all needs pull at a document, and the judgements
    of those in ``training`` only. Every coefficient is kept on the side that its meaning asks for:
    words and vectors never lower a score, demand from elsewhere never raises it. Not ``two_sided``
    leaves demand out.
    """

    ranking_: TextRanking

    def __init__(self, *, two_sided: bool = True) -> None:
        self.two_sided = two_sided

    def fit(
        self, features: Features, relevant: NDArray[np.bool_], training: NDArray[np.bool_]
    ) -> Self:
        """Arrays of shape (queries, documents), ``training`` of shape (queries,)."""
        told = relevant[training]
        first = _fusions(features.at(training), told)
        text = first.text_log_odds(features)
        elsewhere = demand_elsewhere(text) if self.two_sided else np.zeros_like(text)
        own, less, bias = _reciprocity(text[training], elsewhere[training], told)
        reciprocity = Reciprocity(own=own, demand=less, bias=bias)
        self.ranking_ = TextRanking(first.both, first.words, first.vectors, reciprocity)
        return self


def _fusions(seen: Features, relevant: NDArray[np.bool_]) -> TextRanking:
    """Without any vectors words stand in for the fusions that would need them."""
    silent = np.zeros_like(seen.lexical)
    words = fit_fusion(seen.lexical, silent, relevant)
    known = ~np.isnan(seen.dense)
    if not relevant[known].any():
        return TextRanking(both=words, words=words, vectors=words, reciprocity=_AS_IS)
    lexical, dense, told = seen.lexical[known], seen.dense[known], relevant[known]
    both = fit_fusion(lexical, dense, told)
    vectors = fit_fusion(silent[known], dense, told)
    return TextRanking(both=both, words=words, vectors=vectors, reciprocity=_AS_IS)


def demand_elsewhere(text: Floats) -> Floats:
    """Of every pair, when all queries are the needs that pull: shape (queries, documents)."""
    queries, documents = text.shape
    pulls = pull(text)
    found = demand(pulls.sum(axis=0, dtype=np.float64), pulls.max(axis=0))
    return found.elsewhere(text, np.arange(documents), np.ones(queries, dtype=np.bool_))


def fit_fusion(lexical: Floats, dense: Floats, relevant: NDArray[np.bool_]) -> Fusion:
    """Fitted to judged pairs, arrays of one shape; a feature that is zero throughout gets zero."""
    (words, vectors), bias = _fitted([lexical, dense], relevant)
    return Fusion(words, vectors, bias)


def _reciprocity(
    text: Floats, elsewhere: Floats, relevant: NDArray[np.bool_]
) -> tuple[float, float, float]:
    """Calibrated on the pairs that somebody will see: the many hopeless ones set no slope there."""
    (own, less), bias = _fitted([text, -elsewhere], relevant)
    log_odds = own * text - less * elsewhere + bias
    seen = log_odds >= _SEEN
    if np.unique(relevant[seen]).size < 2:
        return own, less, bias
    platt = _logistic(log_odds[seen][:, None], relevant[seen], None)
    slope = max(float(platt.coef_[0, 0]), 0.0)
    return slope * own, slope * less, slope * bias + float(platt.intercept_[0])


def _fitted(
    features: Sequence[Floats], relevant: NDArray[np.bool_]
) -> tuple[tuple[float, ...], float]:
    """Coefficients, none below zero, and the intercept.

    In two steps, since related pairs are as rare as one in 600. First the ratio of the features,
    relevant pairs weighing as much as the others together: weighed as they come, the fit cares for
    the easy pairs and ranks worse. Then slope and bias of that sum by true frequency.
    """
    columns = np.stack([feature.ravel() for feature in features], axis=1).astype(np.float64)
    target = relevant.ravel()
    scale = np.where(columns.std(axis=0) > 0, columns.std(axis=0), 1.0)
    ratio = _logistic(columns / scale, target, "balanced").coef_[0] / scale
    ratio = np.maximum(ratio, 0.0)
    platt = _logistic((columns @ ratio)[:, None], target, None)
    slope = float(platt.coef_[0, 0])
    return tuple((slope * ratio).tolist()), float(platt.intercept_[0])


def _logistic(
    columns: NDArray[np.float64], target: NDArray[np.bool_], weight: str | None
) -> LogisticRegression:
    """With a ridge that only keeps coefficients finite where classes can be told apart exactly."""
    model = LogisticRegression(
        C=1e3, class_weight=weight, solver="newton-cholesky", tol=1e-8, max_iter=100
    )
    return model.fit(columns, target)
