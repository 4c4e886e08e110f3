"""Which texts are close to a few words."""

import numpy as np
import pytest

from matchmaker.ranking.closeness import ENOUGH, Closeness, close, closeness_of

FITTED = Closeness(floor=0.55, spread=0.04, standing=1.75)


def cosines(mean: float, spread: float, *best: float, count: int = 1_000) -> np.ndarray:
    drawn = np.random.default_rng(0).normal(mean, spread, count)
    return np.concatenate([drawn.clip(mean - spread, mean + spread), best])


def test_what_stands_out_is_close_however_high_cosines_are() -> None:
    for mean in (0.35, 0.5):
        near = close(cosines(mean, 0.07, mean + 0.2, mean + 0.15), FITTED)
        assert near.nonzero()[0].tolist() == [1_000, 1_001]


def test_nothing_is_close_to_words_that_all_texts_are_alike_to() -> None:
    assert not close(cosines(0.5, 0.03, 0.66), FITTED).any()


def test_among_few_texts_the_floor_decides() -> None:
    few = np.full(ENOUGH - 1, 0.5)
    few[0] = 0.56
    assert close(few, FITTED).nonzero()[0].tolist() == [0]


@pytest.mark.parametrize("count", [0, 3, 1_000])
def test_without_a_standing_the_floor_decides(count: int) -> None:
    near = close(np.linspace(0, 1, count), Closeness(floor=0.4))
    assert near.sum() == (np.linspace(0, 1, count) >= 0.4).sum()


def test_an_encoder_that_nothing_was_fitted_to_has_a_floor_alone() -> None:
    assert closeness_of("multilingual-e5-small-industry").standing > 0
    assert closeness_of("feature hashing") == Closeness(floor=0.4)
