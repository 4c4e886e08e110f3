"""What each part of the text score is worth: the ranking without it, fitted in the same folds."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.ranking.fusion import Features
from matchmaker.ranking.text_learner import TextRankingLearner
from matchmaker.services.evaluation import Result, Run, fitted_in_folds, held_features

Floats = NDArray[np.floating]


def _without_words(features: Features) -> Features:
    return replace(features, lexical=np.zeros_like(features.lexical))


def _without_vectors(features: Features) -> Features:
    unknown = np.full_like(features.dense_best, np.nan)
    return replace(features, dense_best=unknown, dense_mean=unknown, dense_told=unknown)


def _nearest_alone(features: Features) -> Features:
    return replace(features, dense_told=(features.dense_best + features.dense_mean) / 2)


def _whole_alone(features: Features) -> Features:
    return replace(features, dense_best=features.dense_told, dense_mean=features.dense_told)


#: What is taken away → the features that are left.
_FEATURES: Final[Mapping[str, Callable[[Features], Features]]] = {
    "without words": _without_words,
    "without vectors": _without_vectors,
    "without the whole document": _nearest_alone,
    "without nearest passages": _whole_alone,
}


def ablate(run: Run, folds: int) -> dict[str, Result]:
    """The whole ranking first, then without each part in turn."""
    features = held_features(run)
    found = {"all parts": fitted_in_folds(run.judged, features, folds)}
    one_sided = TextRankingLearner(two_sided=False)
    found["without demand"] = fitted_in_folds(run.judged, features, folds, one_sided)
    for name, taken in _FEATURES.items():
        found[name] = fitted_in_folds(run.judged, taken(features), folds)
    return found
