"""Champion against challenger: measures that can be checked by hand, and folds without leaks."""

import math

import numpy as np
import pytest

from matchmaker.ranking.answers import (
    Answered,
    Answers,
    as_arrays,
    examined,
    grouped_folds,
    log_odds_of,
)
from matchmaker.ranking.bending import fit_curve
from matchmaker.ranking.comparison import Interval, by_band, compare, compare_odds, held_out_odds
from matchmaker.ranking.finding import Finding
from matchmaker.ranking.learned import FEATURES, SHIPPED, bent
from matchmaker.ranking.learner import RankingLearner
from matchmaker.ranking.shares import share
from tests.factories.answers import TRUTH, make_answers


def answers_of(
    needs: list[int], relevant: list[bool], weight: list[float] | None = None
) -> Answers:
    rows = len(needs)
    return Answers(
        np.zeros(rows),
        np.zeros((rows, len(FEATURES))),
        np.array(relevant),
        np.ones(rows) if weight is None else np.array(weight),
        np.array(needs),
    )


# measures


def test_log_loss_order_and_calibration_are_what_the_textbook_says() -> None:
    answers = answers_of([1, 1, 2, 2], [True, False, True, False])
    even, right = np.zeros(4), np.array([2.0, -2.0, -2.0, 2.0])

    found = compare_odds(answers, even, right)

    assert found.champion["log_loss"] == pytest.approx(math.log(2))
    assert found.challenger["log_loss"] == pytest.approx(
        (math.log1p(math.exp(-2)) + math.log1p(math.exp(2))) / 2
    )
    assert found.challenger["ndcg"] == pytest.approx((1 + 1 / math.log2(3)) / 2)
    assert (found.pairs, found.needs, found.lists) == (4, 2, 2)


def test_a_need_with_answers_of_one_kind_tells_nothing_of_the_order() -> None:
    answers = answers_of([1, 1, 2, 2], [True, True, True, False])

    found = compare_odds(answers, np.zeros(4), np.array([0.0, 0.0, 1.0, -1.0]))

    assert found.lists == 1
    assert found.challenger["ndcg"] == 1.0


def test_without_any_list_of_both_kinds_nothing_is_said_of_the_order() -> None:
    answers = answers_of([1, 1, 2, 2], [True, True, False, False])

    found = compare_odds(answers, np.zeros(4), np.ones(4))

    assert (found.lists, found.champion["ndcg"], found.differences["ndcg"].mean) == (0, 0.0, 0.0)


def test_a_ranking_against_itself_differs_in_nothing() -> None:
    answers = make_answers(needs=40)
    odds = log_odds_of(SHIPPED, answers.design)

    found = compare_odds(answers, odds, odds)

    assert set(found.differences.values()) == {Interval(0.0, 0.0, 0.0)}
    assert not found.is_better
    assert found.verdict.startswith("The challenger is not surely better")


def test_the_same_seed_gives_the_same_intervals() -> None:
    answers = make_answers(needs=40)

    one, again, other = (
        compare(answers, SHIPPED, RankingLearner(), seed=seed).differences for seed in (1, 1, 2)
    )

    assert one == again
    assert one != other


def test_weighty_answers_weigh_in_the_log_loss() -> None:
    odds = np.array([2.0, 2.0])
    light = compare_odds(answers_of([1, 2], [True, False], [1.9, 0.1]), odds, odds)
    heavy = compare_odds(answers_of([1, 2], [True, False], [0.1, 1.9]), odds, odds)

    assert light.champion["log_loss"] < 0.3 < 1.5 < heavy.champion["log_loss"]


# champion and challenger


@pytest.mark.parametrize("needs", [30, 100])
def test_a_challenger_that_learnt_is_better_and_its_promises_are_nearer(needs: int) -> None:
    found = compare(make_answers(needs=needs), SHIPPED, RankingLearner())

    assert found.is_better
    assert found.verdict.endswith("orders no worse.")
    assert found.differences["log_loss"].high < -0.03
    assert found.challenger["ece"] < found.champion["ece"] / 2
    assert found.differences["ece"].high < 0


def test_a_challenger_is_no_better_than_a_champion_that_knows_the_truth() -> None:
    answers = make_answers(needs=100, truth=SHIPPED.weights, slope=1.0, bias=0.0)

    assert not compare(answers, SHIPPED, RankingLearner()).is_better


def test_a_better_calibrated_challenger_with_a_worse_order_is_not_better() -> None:
    answers = make_answers(needs=100, truth={**TRUTH, "trl": 2.0})
    odds = log_odds_of(SHIPPED, answers.design)
    share_of_all = answers.relevant.mean()
    level = np.full(len(answers), math.log(share_of_all / (1 - share_of_all)))

    found = compare_odds(answers, odds - 3.0, level - 1e-6 * odds)

    assert found.differences["log_loss"].high < 0
    assert found.verdict == ("The challenger tells answers better, but puts them in a worse order.")
    assert not found.is_better


def test_held_out_pairs_are_told_by_a_learner_that_has_not_seen_their_need() -> None:
    answers = make_answers(needs=30)

    odds = held_out_odds(answers, RankingLearner(), seed=1)

    for _, test in grouped_folds(answers.relevant, answers.need, 5, 1):
        others = answers.at(~np.isin(answers.need, answers.need[test]))
        learner = RankingLearner().fit(others.design, others.relevant, others.weight, others.need)
        assert np.array_equal(odds[test], learner.decision_function(answers.at(test).design))


# folds


def test_no_need_is_both_learnt_from_and_held_out() -> None:
    answers = make_answers(needs=23, each=3)
    held_out = []
    for train, test in grouped_folds(answers.relevant, answers.need, 5, 7):
        assert set(answers.need[train]).isdisjoint(answers.need[test])
        assert sorted([*train, *test]) == list(range(len(answers)))
        held_out += test.tolist()

    assert sorted(held_out) == list(range(len(answers)))


def test_what_fits_is_spread_over_the_folds() -> None:
    relevant = np.arange(50) < 10
    folds = list(grouped_folds(relevant, np.arange(50), 5, 0))

    assert [relevant[test].sum() for _, test in folds] == [2, 2, 2, 2, 2]


@pytest.mark.parametrize(("groups", "folds"), [(3, 3), (2, 2), (1, 0)])
def test_there_are_no_more_folds_than_needs(groups: int, folds: int) -> None:
    need = np.arange(12) % groups

    assert len(list(grouped_folds(np.arange(12) % 2 == 0, need, 5, 0))) == folds


# arrays


def test_late_ranks_weigh_more_and_no_more_than_three_times() -> None:
    assert [examined(rank) for rank in (None, 1, 4, 9, 30)] == [1.0, 1.0, 0.5, 1 / 3, 1 / 3]


def test_answered_pairs_become_arrays_with_an_average_weight_of_one() -> None:
    fits = Finding("sector", "fits", 1.0, "")
    misses = Finding("trl", "misses", 0.0, "")
    pairs = [
        Answered(7, 0.5, (fits, misses), True, 1.0, 1),
        Answered(8, 1.0, (), False, 1.0, 4),
    ]

    answers = as_arrays(pairs)

    assert answers.weight == pytest.approx([2 / 3, 4 / 3])
    assert answers.log_odds == pytest.approx([0.0, 13.8155], abs=1e-3)
    assert answers.moves[0, FEATURES.index("sector")] == 1.0
    assert answers.moves[0, FEATURES.index("trl")] == -1.0
    assert not answers.moves[1].any()
    assert answers.design.shape == (2, 1 + len(FEATURES))
    assert (answers.need.tolist(), answers.relevant.tolist()) == ([7, 8], [True, False])


def test_no_answers_are_empty_arrays() -> None:
    assert as_arrays([]).design.shape == (0, 1 + len(FEATURES))


# shares, bands, curves


def test_a_share_of_few_is_known_only_roughly() -> None:
    few, many = share(3, 4), share(300, 400)

    assert few.value == many.value == 0.75
    assert (few.low, few.high) == (pytest.approx(0.3006, abs=1e-3), pytest.approx(0.9544, abs=1e-3))
    assert many.high - many.low < 0.1
    assert (share(0, 5).low, share(5, 5).high) == (0.0, pytest.approx(1.0))
    with pytest.raises(ValueError, match="a share of nothing"):
        share(0, 0)


def test_bands_are_promised_and_observed_and_what_is_below_all_counts_as_possible() -> None:
    answers = answers_of([1, 1, 2, 2], [True, True, False, False])

    found = by_band(answers, np.array([2.0, 3.0, -10.0, -10.0]))

    assert list(found) == ["strong", "possible"]
    assert found["strong"] == {
        "pairs": 2,
        "promised": pytest.approx(0.9167, abs=1e-3),
        "observed": 1.0,
    }
    assert found["possible"]["observed"] == 0.0


def test_a_curve_rises_between_its_knots_and_runs_on_beyond_them() -> None:
    answers = make_answers(needs=100)
    odds = log_odds_of(SHIPPED, answers.design)

    curve = fit_curve(odds, answers.relevant, answers.weight)

    values = [bent(value, curve) for value in np.linspace(-12, 12, 200).tolist()]
    assert len(curve) >= 3
    assert np.all(np.diff(values) > 0)
    assert bent(curve[0][0] - 1.0, curve) == pytest.approx(curve[0][1] - 1.0)
    assert bent(curve[-1][0] + 1.0, curve) == pytest.approx(curve[-1][1] + 1.0)


@pytest.mark.parametrize("case", ["too few", "all alike", "all fit"])
def test_there_is_no_curve_where_there_is_nothing_to_bend(case: str) -> None:
    answers = make_answers(needs=10 if case == "too few" else 60)
    odds = np.zeros(len(answers)) if case == "all alike" else answers.log_odds
    relevant = np.ones(len(answers), dtype=bool) if case == "all fit" else answers.relevant

    assert fit_curve(odds, relevant, answers.weight) == ()
