"""The learner: the manners of scikit-learn, and what it makes of readers whose truth is known."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from matchmaker.ranking.answers import Answers, log_loss, log_odds_of
from matchmaker.ranking.bounded import Local
from matchmaker.ranking.bounded import minimise as by_newton
from matchmaker.ranking.fitting import LEAST_WEIGHT, MOST_WEIGHT
from matchmaker.ranking.learned import FEATURES, SHIPPED, Learned, from_json
from matchmaker.ranking.learner import RIDGES, RankingLearner
from tests.factories.answers import TRUTH, make_answers

UNSEEN = 300


def learnt(answers: Answers, **settings: object) -> RankingLearner:
    learner = RankingLearner(**settings)
    return learner.fit(answers.design, answers.relevant, answers.weight, answers.need)


def loss_on(learned: Learned, answers: Answers) -> float:
    return float(log_loss(log_odds_of(learned, answers.design), answers.relevant).mean())


# manners


def test_making_a_learner_only_stores_what_it_was_given() -> None:
    ridges = object()
    learner = RankingLearner(ridges=ridges, folds="five", seed=None)

    assert vars(learner) == {"ridges": ridges, "folds": "five", "seed": None}
    assert learner.get_params() == vars(learner)


def test_fitting_returns_the_learner_and_leaves_its_settings_and_the_data_alone() -> None:
    answers = make_answers(needs=20)
    before = [values.copy() for values in (answers.design, answers.relevant, answers.weight)]
    learner = RankingLearner(folds=3, seed=4)
    settings = learner.get_params()

    fitted = learner.fit(answers.design, answers.relevant, answers.weight, answers.need)

    assert fitted is learner
    assert learner.get_params() == settings
    for values, old in zip((answers.design, answers.relevant, answers.weight), before, strict=True):
        assert np.array_equal(values, old)


def test_what_is_learnt_ends_in_an_underscore_and_a_clone_has_none_of_it() -> None:
    learner = learnt(make_answers(needs=20))

    assert {name for name in vars(learner) if name.endswith("_")} == {
        "learned_",
        "ridge_",
        "n_features_in_",
    }
    copy = clone(learner)
    assert copy.get_params() == learner.get_params()
    with pytest.raises(NotFittedError):
        copy.decision_function(make_answers(needs=1).design)


def test_the_same_answers_teach_the_same() -> None:
    answers = make_answers(needs=30)

    assert learnt(answers).learned_ == learnt(answers).learned_


def test_fitting_again_forgets_what_was_learnt_before() -> None:
    first, second = make_answers(needs=30), make_answers(needs=30, seed=1, truth=None)
    learner = learnt(first)

    learner.fit(second.design, second.relevant, second.weight, second.need)

    assert learner.learned_ == learnt(second).learned_


def test_chances_and_log_odds_say_the_same() -> None:
    answers = make_answers(needs=30)
    learner = learnt(answers)

    chances = learner.predict_proba(answers.design)

    assert chances.shape == (len(answers), 2)
    assert chances.sum(axis=1) == pytest.approx(1.0)
    assert chances[:, 1] == pytest.approx(expit(learner.decision_function(answers.design)))


def test_without_groups_and_weights_each_pair_counts_once_and_for_itself() -> None:
    answers = make_answers(needs=40, each=1)

    plain = RankingLearner().fit(answers.design, answers.relevant)

    assert plain.learned_ == learnt(answers).learned_


def test_a_weight_of_two_is_the_pair_twice() -> None:
    answers = make_answers(needs=20)
    twice = np.repeat(np.arange(len(answers)), 2)

    heavy = RankingLearner().fit(answers.design, answers.relevant, answers.weight * 2, answers.need)
    double = learnt(answers.at(twice))

    assert heavy.learned_.slope == pytest.approx(double.learned_.slope, abs=1e-6)
    assert heavy.learned_.weights == pytest.approx(double.learned_.weights, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"X": np.zeros((8, 3))}, "X must have shape"),
        ({"X": np.zeros(8)}, "X must have shape"),
        ({"X": np.full((8, 1 + len(FEATURES)), np.nan)}, "X holds values that are not finite"),
        ({"y": np.ones(7, dtype=bool)}, "y must have shape"),
        ({"y": np.ones(8, dtype=bool)}, "y must hold pairs of both kinds"),
        ({"y": np.zeros(8, dtype=bool)}, "y must hold pairs of both kinds"),
        ({"sample_weight": np.full(8, -1.0)}, "sample_weight must hold numbers of at least 0"),
        ({"sample_weight": np.full(8, np.inf)}, "sample_weight must hold numbers of at least 0"),
        ({"groups": np.arange(9)}, "groups must have shape"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change: dict[str, object], sentence: str) -> None:
    arrays = {"X": np.zeros((8, 1 + len(FEATURES))), "y": np.arange(8) % 2 == 0, **change}

    with pytest.raises(ValueError, match=sentence):
        RankingLearner().fit(**arrays)


# what is learnt


def test_the_weights_that_matter_are_found_and_the_others_shrink() -> None:
    weights = learnt(make_answers(needs=200)).learned_.weights

    for name, true in TRUTH.items():
        assert weights[name] == pytest.approx(true, abs=0.3), name
    assert min(weights["collaboration"], weights["trl"]) > 3 * weights["sector"]


def test_slope_and_bias_of_the_readers_are_found() -> None:
    learned = learnt(make_answers(needs=200, slope=0.6, bias=-0.5)).learned_

    assert (learned.slope, learned.bias) == (
        pytest.approx(0.6, abs=0.12),
        pytest.approx(-0.5, abs=0.2),
    )


@pytest.mark.parametrize("needs", [30, 60, 200])
def test_readers_that_were_not_learnt_from_are_told_better_than_as_shipped(needs: int) -> None:
    unseen = make_answers(needs=UNSEEN, seed=99)

    assert loss_on(learnt(make_answers(needs=needs)).learned_, unseen) < (
        loss_on(SHIPPED, unseen) - 0.05
    )


@pytest.mark.parametrize("seed", range(4))
def test_readers_who_toss_a_coin_make_nothing_worse(seed: int) -> None:
    noise = learnt(make_answers(needs=40, truth=None, seed=seed)).learned_
    unseen = make_answers(needs=UNSEEN, truth=None, seed=100 + seed)

    assert loss_on(noise, unseen) < min(loss_on(SHIPPED, unseen), np.log(2) + 0.05)


def test_readers_of_the_shipped_mind_change_next_to_nothing() -> None:
    answers = make_answers(needs=60, truth=SHIPPED.weights, slope=1.0, bias=0.0)
    learned = learnt(answers).learned_
    unseen = make_answers(needs=UNSEEN, truth=SHIPPED.weights, slope=1.0, bias=0.0, seed=9)

    assert learned.weights == pytest.approx(dict(SHIPPED.weights), abs=0.15)
    assert loss_on(learned, unseen) < loss_on(SHIPPED, unseen) + 0.01


def test_what_readers_shun_keeps_a_weight_above_zero_so_that_its_reason_is_true() -> None:
    contrary = {**TRUTH, "sector": -1.5}

    assert learnt(make_answers(needs=100, truth=contrary)).learned_.weights["sector"] == (
        LEAST_WEIGHT
    )


def test_no_fact_outweighs_the_texts_however_much_readers_care() -> None:
    zealous = {**TRUTH, "country": 5.0, "trl": 4.0}

    weights = learnt(make_answers(needs=100, truth=zealous)).learned_.weights

    assert weights["country"] == weights["trl"] == max(weights.values()) == MOST_WEIGHT


def test_few_answers_stay_nearer_to_what_is_shipped_than_many() -> None:
    def distance(needs: int) -> float:
        weights = learnt(make_answers(needs=needs, each=5)).learned_.weights
        return sum(abs(weights[name] - SHIPPED.weights[name]) for name in FEATURES)

    assert distance(8) < distance(300)


def test_a_strong_ridge_keeps_the_shipped_weights_and_recalibrates_all_the_same() -> None:
    learned = learnt(make_answers(needs=60), ridges=(1e6,)).learned_

    assert learned.weights == pytest.approx(dict(SHIPPED.weights), abs=0.01)
    assert learned.slope < 0.9


def test_the_text_never_stops_counting() -> None:
    contrary = make_answers(needs=60, slope=-1.0)

    assert learnt(contrary).learned_.slope == pytest.approx(0.2)


def test_a_curve_is_put_behind_where_readers_do_not_follow_a_line() -> None:
    answers = make_answers(needs=300, truth=SHIPPED.weights, slope=1.0, bias=0.0)
    chance = np.random.default_rng(3)
    odds = log_odds_of(SHIPPED, answers.design)
    steep = expit(np.where(odds < -1.0, -2.5, 2.0))
    bent = Answers(
        answers.log_odds,
        answers.moves,
        chance.random(len(answers)) < steep,
        answers.weight,
        answers.need,
    )

    learned = learnt(bent).learned_

    assert len(learned.curve) >= 3
    assert from_json(learned.as_json()) == learned
    assert loss_on(learned, bent) < loss_on(
        Learned(learned.weights, learned.slope, learned.bias), bent
    )


def test_readers_on_a_line_get_no_curve() -> None:
    assert learnt(make_answers(needs=100)).learned_.curve == ()


# the solver


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("ridge", [RIDGES[0], RIDGES[-1]])
def test_the_minimum_is_the_one_that_a_general_optimizer_finds(seed: int, ridge: float) -> None:
    chance = np.random.default_rng(seed)
    rows, signs = chance.normal(size=(80, 6)), chance.random(80) < 0.4
    target = np.abs(chance.normal(size=6))

    def local(at: np.ndarray) -> Local:
        odds = rows @ at
        spread = expit(odds) * expit(-odds)
        value = log_loss(odds, signs).sum() + ridge / 2 * ((at - target) ** 2).sum()
        gradient = rows.T @ (expit(odds) - signs) + ridge * (at - target)
        return Local(value, gradient, (rows * spread[:, None]).T @ rows + ridge * np.eye(6))

    lower = np.array([-np.inf, 0.0, 0.0, 0.0, 0.5, 0.5])
    start = np.maximum(target, lower)
    general = minimize(
        lambda at: local(at)[:2], start, jac=True, bounds=[(low, None) for low in lower]
    )

    found = by_newton(local, start, lower)

    assert found == pytest.approx(general.x, abs=1e-3)
    assert local(found).value <= general.fun + 1e-9


def test_where_no_step_gains_the_start_is_the_answer() -> None:
    def cliff(at: np.ndarray) -> Local:
        return Local(0.0 if at[0] == 1.0 else math.nan, np.array([1.0]), np.array([[1.0]]))

    assert by_newton(cliff, np.array([1.0]), np.array([-np.inf])).tolist() == [1.0]
