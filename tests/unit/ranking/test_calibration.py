"""Scores are chances, and bands are their words."""

import numpy as np
import pytest

from matchmaker.ranking.calibration import BANDS, band, probability, reliability


def test_log_odds_become_chances_without_overflow() -> None:
    found = probability(np.array([-1e9, -np.log(3), 0.0, np.log(3), 1e9]))
    np.testing.assert_allclose(found, [0.0, 0.25, 0.5, 0.75, 1.0], atol=1e-12)


@pytest.mark.parametrize(
    ("score", "name"),
    [(1.0, "strong"), (0.5, "strong"), (0.499, "good"), (0.15, "good"), (0.03, "possible")],
)
def test_a_band_starts_at_its_lowest_score(score: float, name: str) -> None:
    assert band(score) == name


def test_a_hopeless_pair_has_no_band() -> None:
    assert band(0.0299) == ""


def test_bands_stand_from_best_to_least() -> None:
    assert list(BANDS.values()) == sorted(BANDS.values(), reverse=True)


def test_reliability_compares_what_was_promised_with_what_was_judged() -> None:
    scores = np.array([[0.9, 0.7, 0.2], [0.001, 0.002, 0.6]])
    relevant = np.array([[True, True, False], [False, False, False]])
    found = reliability(scores, relevant)
    assert list(found) == ["strong", "good", ""]
    assert found["strong"].pairs == 3
    assert found["strong"].predicted == pytest.approx(2.2 / 3)
    assert found["strong"].observed == pytest.approx(2 / 3)
    assert found["good"].observed == 0.0
    assert found[""].pairs == 2
