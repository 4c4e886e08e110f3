"""Likeness of names: a threshold held to pairs that it was not fitted to, a search without loss."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.ranking.name_matching import THRESHOLD, ListedNames, similarity
from tests.unit.ranking.name_pairs import fit, halves, measure

NAMES = st.text(st.sampled_from("abcdeä .-АбвΑγ&1"), max_size=24)


def test_there_are_enough_labelled_pairs() -> None:
    pairs = [pair for half in halves() for pair in half]
    assert sum(pair.is_same for pair in pairs) >= 60
    assert sum(not pair.is_same for pair in pairs) >= 200


def test_the_threshold_is_the_one_fitted_on_the_first_half() -> None:
    first, _second = halves()
    assert fit(first).threshold == THRESHOLD


def test_on_the_half_that_was_held_out_nobody_is_missed_and_few_are_shown_in_vain() -> None:
    """The figures of docs/benchmarks.md."""
    _first, second = halves()
    figures = measure(second, THRESHOLD)
    assert (figures.found, figures.missed, figures.false) == (43, 0, 5)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(NAMES, NAMES)
def test_the_score_is_the_same_from_both_sides_and_in_its_range(one, other) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 100


@pytest.mark.parametrize("name", ["Norrsken Stål AB", "OOO Severodal", "A"])
def test_a_name_is_as_alike_to_itself_as_can_be(name) -> None:
    assert similarity(name, name) == 100


def test_one_shared_word_is_not_enough() -> None:
    assert similarity("Steel", "Norrsken Steel") < THRESHOLD
    assert similarity("Norrsken Steel", "Norrsken Steel Trading") == 95


def test_the_search_finds_exactly_what_comparing_every_pair_finds() -> None:
    names = sorted({name for half in halves() for pair in half for name in (pair.one, pair.other)})
    asked = random.Random(7).sample(names, 60)

    found = ListedNames(names).like(asked)

    for name, alike in zip(asked, found, strict=True):
        scores = {at: similarity(name, listed) for at, listed in enumerate(names)}
        assert {a.position: a.score for a in alike} == {
            at: score for at, score in scores.items() if score >= THRESHOLD
        }
        assert [a.score for a in alike] == sorted((a.score for a in alike), reverse=True)


def test_nothing_is_like_a_name_when_nobody_is_listed() -> None:
    assert ListedNames([]).like(["Norrsken Stål AB"]) == [[]]
    assert ListedNames(["Norrsken"]).like([]) == []
