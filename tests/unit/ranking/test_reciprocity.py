"""What a document is wanted for elsewhere."""

import numpy as np
import pytest

from matchmaker.ranking.reciprocity import Reciprocity, demand, pull, two_sided

WEIGHTS = Reciprocity(own=0.5, demand=0.8, bias=0.0)
EVERY = np.arange(3)
PULLING = np.array([True, True])


def _demand_of(text: np.ndarray):
    pulls = pull(text)
    return demand(pulls.sum(axis=0), pulls.max(axis=0))


TEXT = np.array([[2.0, -6.0, 2.0], [2.0, -6.0, -6.0]])  # two needs, three documents


def test_a_document_that_others_want_is_in_demand_for_the_one_that_asks() -> None:
    elsewhere = _demand_of(TEXT).elsewhere(TEXT, EVERY, PULLING)
    assert elsewhere[0, 0] > max(elsewhere[0, 1], elsewhere[0, 2])


def test_who_is_wanted_equally_by_two_needs_loses_little_for_either() -> None:
    shared, alone = (
        two_sided(text, _demand_of(text).elsewhere(text, EVERY, PULLING), WEIGHTS)[0, 0]
        for text in (TEXT, np.array([[2.0, -6.0, 2.0], [-6.0, -6.0, -6.0]]))
    )
    assert shared < alone
    assert alone - shared < 1.5


def test_a_need_never_competes_with_itself() -> None:
    louder = TEXT.copy()
    louder[0, 2] = 8.0
    quiet, loud = (_demand_of(text).elsewhere(text, EVERY, PULLING) for text in (TEXT, louder))
    assert loud[0, 2] <= quiet[0, 2]


def test_what_pulls_nobody_is_not_taken_out() -> None:
    held = _demand_of(TEXT[1:])  # the first need may not be learnt of
    found = held.elsewhere(TEXT, EVERY, np.array([False, True]))
    alone = held.elsewhere(TEXT[1:], EVERY, np.array([True]))
    assert found[1] == pytest.approx(alone[0])
    assert found[0, 0] > found[1, 0]


def test_a_lone_need_ranks_by_its_texts() -> None:
    text = TEXT[:1]
    elsewhere = _demand_of(text).elsewhere(text, EVERY, PULLING[:1])
    np.testing.assert_allclose(elsewhere, 0.0, atol=1e-9)


def test_an_empty_market_has_no_demand() -> None:
    assert demand(np.zeros(0), np.zeros(0)).usual == 0.0


def test_the_score_rises_with_the_texts_and_falls_with_demand() -> None:
    weights = Reciprocity(own=1.0, demand=0.5, bias=-1.0)
    base, nearer, wanted = two_sided(np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 2.0]), weights)
    assert (base, nearer, wanted) == (-1.0, 0.0, -2.0)
