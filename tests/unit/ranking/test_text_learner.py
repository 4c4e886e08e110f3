"""What judged pairs teach."""

import numpy as np
import pytest

from matchmaker.ranking.calibration import diagram, expected_calibration_error, probability
from matchmaker.ranking.fusion import Features, Fusion
from matchmaker.ranking.text_learner import TextRankingLearner, demand_elsewhere, fit_fusion


def _chances(fusion: Fusion, lexical: np.ndarray, dense: np.ndarray) -> np.ndarray:
    return probability(fusion.lexical * lexical + fusion.dense * dense + fusion.bias)


def test_fitting_recovers_the_coefficients_that_made_the_judgements() -> None:
    rng = np.random.default_rng(7)
    lexical, dense = rng.random((2, 200, 500))
    truth = Fusion(lexical=6.0, dense=3.0, bias=-9.0)
    relevant = rng.random((200, 500)) < _chances(truth, lexical, dense)
    found = fit_fusion(lexical, dense, relevant)
    assert found.lexical == pytest.approx(truth.lexical, abs=0.4)
    assert found.dense == pytest.approx(truth.dense, abs=0.4)
    assert found.bias == pytest.approx(truth.bias, abs=0.4)


def test_fitting_words_alone_leaves_vectors_out() -> None:
    rng = np.random.default_rng(7)
    lexical = rng.random((50, 200))
    relevant = rng.random((50, 200)) < lexical**4 / 5
    found = fit_fusion(lexical, np.zeros_like(lexical), relevant)
    assert found.dense == 0.0
    assert found.lexical > 0


def test_a_feature_that_speaks_against_pairs_gets_no_say() -> None:
    rng = np.random.default_rng(7)
    lexical, dense = rng.random((2, 100, 200))
    truth = Fusion(lexical=6.0, dense=-4.0, bias=-5.0)
    relevant = rng.random((100, 200)) < _chances(truth, lexical, dense)
    assert fit_fusion(lexical, dense, relevant).dense == 0.0


def test_judgements_that_can_be_told_apart_exactly_still_give_finite_coefficients() -> None:
    lexical = np.array([[0.0, 0.1, 0.9, 1.0]])
    found = fit_fusion(lexical, np.zeros_like(lexical), np.array([[False, False, True, True]]))
    assert np.isfinite([found.lexical, found.bias]).all()
    assert found.lexical > 0


def _market(seed: int) -> tuple[Features, np.ndarray]:
    """Sixty needs with one document each, and documents that everybody seems to want."""
    rng = np.random.default_rng(seed)
    lexical = rng.random((60, 200)) * 0.3
    popular = np.arange(200) % 10 == 0
    lexical[:, popular] += 0.25
    relevant = np.zeros((60, 200), dtype=np.bool_)
    relevant[np.arange(60), np.arange(60) * 3 + 1] = True
    lexical += relevant * 0.35
    nothing = np.full_like(lexical, np.nan)
    return Features(lexical, nothing, nothing, nothing, np.zeros_like(relevant)), relevant


def test_what_everybody_seems_to_want_is_damped_on_queries_that_were_not_seen() -> None:
    features, relevant = _market(3)
    training = np.arange(60) % 2 == 0
    ranking = TextRankingLearner().fit(features, relevant, training).ranking_
    text = ranking.text_log_odds(features)
    both = ranking.log_odds(text, demand_elsewhere(text))
    assert ranking.reciprocity.demand > 0

    def first(scores: np.ndarray) -> float:
        best = scores[~training].argmax(axis=1)
        return float(relevant[~training][np.arange(30), best].mean())

    assert first(both) > first(text)


def test_chances_are_calibrated_on_queries_that_were_not_seen() -> None:
    features, relevant = _market(5)
    training = np.arange(60) % 2 == 0
    ranking = TextRankingLearner().fit(features, relevant, training).ranking_
    text = ranking.text_log_odds(features)
    chances = probability(ranking.log_odds(text, demand_elsewhere(text)))[~training]
    assert expected_calibration_error(diagram(chances, relevant[~training])) < 0.1


def test_a_learner_says_the_same_twice() -> None:
    features, relevant = _market(3)
    every = np.ones(60, dtype=np.bool_)
    learner = TextRankingLearner()
    once = learner.fit(features, relevant, every).ranking_
    assert learner.fit(features, relevant, every).ranking_ == once
