"""Words and vectors in one number."""

import numpy as np
import pytest

from matchmaker.ranking.calibration import probability
from matchmaker.ranking.fusion import BOTH, WORDS, Features, Fusion, fit_fusion, log_odds


def _features(lexical: list[float], best: list[float], mean: list[float]) -> Features:
    return Features(np.array(lexical), np.array(best), np.array(mean))


def test_the_log_odds_are_linear_in_words_and_in_the_middle_of_best_and_mean() -> None:
    fusion = Fusion(lexical=2.0, dense=10.0, bias=-1.0)
    assert log_odds(_features([0.5], [0.8], [0.6]), both=fusion)[0] == pytest.approx(7.0)


def test_words_decide_alone_where_vectors_are_missing() -> None:
    features = _features([0.5, 0.5], [np.nan, 0.9], [np.nan, 0.9])
    found = log_odds(features)
    assert found[0] == pytest.approx(WORDS.lexical * 0.5 + WORDS.bias)
    assert found[1] == pytest.approx(BOTH.lexical * 0.5 + BOTH.dense * 0.9 + BOTH.bias)


def test_more_words_and_nearer_vectors_never_lower_the_odds() -> None:
    low, words, vectors = log_odds(_features([0.2, 0.3, 0.2], [0.5, 0.5, 0.6], [0.5, 0.5, 0.6]))
    assert words > low < vectors


def test_features_can_be_turned_and_picked() -> None:
    features = Features(*(np.arange(6.0).reshape(2, 3) + number for number in range(3)))
    turned = features.transposed.at((2, 1))
    assert (turned.lexical, turned.dense_best, turned.dense_mean) == (5.0, 6.0, 7.0)


def test_fitting_recovers_the_coefficients_that_made_the_judgements() -> None:
    rng = np.random.default_rng(7)
    lexical, dense = rng.random((2, 200, 500))
    truth = Fusion(lexical=6.0, dense=3.0, bias=-9.0)
    relevant = rng.random((200, 500)) < probability(
        truth.lexical * lexical + truth.dense * dense + truth.bias
    )
    found = fit_fusion(lexical, dense, relevant)
    assert found.lexical == pytest.approx(truth.lexical, abs=0.4)
    assert found.dense == pytest.approx(truth.dense, abs=0.4)
    assert found.bias == pytest.approx(truth.bias, abs=0.4)


def test_fitting_words_alone_leaves_vectors_out() -> None:
    rng = np.random.default_rng(7)
    lexical = rng.random((50, 200))
    relevant = rng.random((50, 200)) < lexical**4 / 5
    found = fit_fusion(lexical, np.zeros_like(lexical), relevant)
    assert found.dense == pytest.approx(0.0, abs=1e-9)
    assert found.lexical > 0


def test_judgements_that_can_be_told_apart_exactly_still_give_finite_coefficients() -> None:
    lexical = np.array([[0.0, 0.1, 0.9, 1.0]])
    found = fit_fusion(lexical, np.zeros_like(lexical), np.array([[False, False, True, True]]))
    assert np.isfinite([found.lexical, found.bias]).all()
    assert found.lexical > 0
