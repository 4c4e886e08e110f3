"""Words and vectors in one number."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matchmaker.ranking.fusion import SHIPPED, Features, Fusion, TextRanking, shipped


def _features(
    lexical: list[float], best: list[float], mean: list[float], foreign: list[bool] | None = None
) -> Features:
    """The document as a whole is as near as the passages of the need are on average."""
    other = np.array(foreign or [False] * len(lexical))
    return Features(np.array(lexical), np.array(best), np.array(mean), np.array(mean), other)


def test_the_log_odds_are_linear_in_words_and_in_nearness() -> None:
    ranking = replace(SHIPPED, both=Fusion(lexical=2.0, dense=10.0, bias=-1.0))
    assert ranking.text_log_odds(_features([0.5], [0.8], [0.4]))[0] == pytest.approx(5.0)


def test_the_nearest_passages_and_the_whole_document_count_alike() -> None:
    one = np.array([0.0])
    features = Features(one, one + 0.9, one + 0.7, one + 0.4, one > 0)
    assert features.dense[0] == pytest.approx((0.8 + 0.4) / 2)


def test_words_decide_alone_where_vectors_are_missing() -> None:
    found = SHIPPED.text_log_odds(_features([0.5, 0.5], [np.nan, 0.9], [np.nan, 0.9]))
    words, both = SHIPPED.words, SHIPPED.both
    assert found[0] == pytest.approx(words.lexical * 0.5 + words.bias)
    assert found[1] == pytest.approx(both.lexical * 0.5 + both.dense * 0.9 + both.bias)


def test_vectors_decide_where_the_languages_differ() -> None:
    found = SHIPPED.text_log_odds(_features([0.1], [0.9], [0.7], [True]))[0]
    vectors = SHIPPED.vectors
    assert found == pytest.approx(vectors.lexical * 0.1 + vectors.dense * 0.75 + vectors.bias)


def test_more_words_and_nearer_vectors_never_lower_the_odds() -> None:
    features = _features([0.2, 0.3, 0.2], [0.5, 0.5, 0.6], [0.5, 0.5, 0.6])
    low, words, vectors = SHIPPED.text_log_odds(features)
    assert words > low < vectors


def test_demand_from_elsewhere_never_raises_the_odds() -> None:
    usual, wanted = SHIPPED.log_odds(np.zeros(2), np.array([0.0, 2.0]))
    assert wanted < usual


def test_features_can_be_turned_and_picked() -> None:
    numbers = (np.arange(6.0).reshape(2, 3) + number for number in range(4))
    features = Features(*numbers, np.zeros((2, 3), dtype=np.bool_))
    turned = features.transposed.at((2, 1))
    assert (turned.lexical, turned.dense_best, turned.dense_mean) == (5.0, 6.0, 7.0)
    assert not turned.foreign


def test_coefficients_follow_the_encoder_whose_cosines_they_were_fitted_to() -> None:
    english = shipped("all-MiniLM-L6-v2@53aa51172d14-f32")
    assert english.both.dense < SHIPPED.both.dense
    assert shipped("another-model@1") == shipped("") == SHIPPED


def test_a_ranking_survives_being_stored() -> None:
    assert TextRanking.from_json(SHIPPED.as_json()) == SHIPPED


@pytest.mark.parametrize(
    ("part", "value", "named"),
    [
        ("both", {"lexical": 1.0, "dense": 1.0}, "both has the numbers"),
        ("words", {"lexical": float("nan"), "dense": 0.0, "bias": 0.0}, "words.lexical"),
        ("vectors", {"lexical": "much", "dense": 0.0, "bias": 0.0}, "vectors.lexical"),
        ("reciprocity", 3, "reciprocity has the numbers"),
        ("surprise", {}, "a text ranking has the parts"),
    ],
)
def test_a_stored_ranking_that_is_damaged_is_refused_by_name(
    part: str, value: Any, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        TextRanking.from_json(SHIPPED.as_json() | {part: value})
