"""Champion against challenger on pairs that the challenger was not fitted to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from scipy.special import expit
from sklearn.base import clone

from matchmaker.ranking.answers import (
    Answers,
    Bools,
    Floats,
    Ints,
    grouped_folds,
    log_loss,
    log_odds_of,
)
from matchmaker.ranking.calibration import BANDS, band
from matchmaker.ranking.evaluation import ndcg
from matchmaker.ranking.learned import Learned
from matchmaker.ranking.learner import RankingLearner

FOLDS: Final = 5
_RESAMPLES: Final = 2_000
_BINS: Final = 10
_DEPTH: Final = 10
#: nDCG may fall by this much: a quarter of what changing places once in twenty lists costs.
NDCG_SLACK: Final = 0.005
MEASURES: Final = ("log_loss", "ndcg", "ece")


class Interval(NamedTuple):
    """Challenger less champion: the difference, and the middle 95 % of its resamples."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """``lists``: needs with answers of both kinds, the only ones that an order can be told of.

    ``champion`` and ``challenger`` map measure → value: ``log_loss`` in nats, ``ndcg`` at 10 over
    the answered pairs of a need, ``ece`` the expected calibration error.
    """

    pairs: int
    needs: int
    lists: int
    champion: Mapping[str, float]
    challenger: Mapping[str, float]
    differences: Mapping[str, Interval]

    @property
    def is_better(self) -> bool:
        """Surely more likely answers, and no worse order."""
        return (
            self.differences["log_loss"].high < 0 and self.differences["ndcg"].mean >= -NDCG_SLACK
        )

    @property
    def verdict(self) -> str:
        """The same in a sentence."""
        if self.differences["log_loss"].high >= 0:
            return "The challenger is not surely better at telling what readers answer."
        if self.differences["ndcg"].mean < -NDCG_SLACK:
            return "The challenger tells answers better, but puts them in a worse order."
        return "The challenger tells better what readers answer, and orders no worse."


def held_out_odds(answers: Answers, learner: RankingLearner, *, seed: int) -> Floats:
    """Log-odds of every pair by a learner that has seen no pair of its need."""
    odds = np.zeros(len(answers))
    for train, test in grouped_folds(answers.relevant, answers.need, FOLDS, seed):
        seen = answers.at(train)
        fitted = clone(learner).fit(seen.design, seen.relevant, seen.weight, seen.need)
        odds[test] = fitted.decision_function(answers.at(test).design)
    return odds


def by_band(answers: Answers, odds: Floats) -> dict[str, Any]:
    """Band → pairs, mean score and share that fits; counted plainly, a band without pairs left out.

    Below the lowest band a pair is shown as possible, so it counts there.
    """
    scores = expit(odds).tolist()
    names = np.array([band(score) or "possible" for score in scores])
    return {
        name: {
            "pairs": int((names == name).sum()),
            "promised": float(np.mean(scores, where=names == name)),
            "observed": float(answers.relevant[names == name].mean()),
        }
        for name in BANDS
        if (names == name).any()
    }


def compare(
    answers: Answers, champion: Learned, learner: RankingLearner, *, seed: int = 0
) -> Comparison:
    """``learner`` fitted in folds against ``champion`` as it is.

    A champion that was learnt from some of these answers has seen them: the comparison then leans
    to its side. Intervals come from resampling needs, both rankings on the same ones.
    """
    return compare_odds(
        answers,
        log_odds_of(champion, answers.design),
        held_out_odds(answers, learner, seed=seed),
        seed=seed,
    )


def compare_odds(
    answers: Answers, champion: Floats, challenger: Floats, *, seed: int = 0
) -> Comparison:
    """The same for log-odds at hand."""
    needs, row = np.unique(answers.need, return_inverse=True)
    sides = [_Sums.of(answers, odds, row, len(needs)) for odds in (champion, challenger)]
    draws = np.random.default_rng(seed).multinomial(
        len(needs), np.full(len(needs), 1 / len(needs)), size=_RESAMPLES
    )
    once = np.ones((1, len(needs)))
    values = [side.measures(once) for side in sides]
    resampled = [side.measures(draws.astype(np.float64)) for side in sides]
    return Comparison(
        pairs=len(answers),
        needs=len(needs),
        lists=int(np.isfinite(sides[0].ndcg).sum()),
        champion={name: float(values[0][name][0]) for name in MEASURES},
        challenger={name: float(values[1][name][0]) for name in MEASURES},
        differences={
            name: _interval(
                values[1][name][0] - values[0][name][0], resampled[1][name] - resampled[0][name]
            )
            for name in MEASURES
        },
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """What each need adds to the measures, so that a resample of needs is a product."""

    loss: Floats  # shape (needs,)
    weight: Floats  # shape (needs,)
    ndcg: Floats  # shape (needs,); NaN where answers are of one kind
    gaps: Floats  # promised less observed, shape (needs, bins)

    @classmethod
    def of(cls, answers: Answers, odds: Floats, row: Ints, needs: int) -> "_Sums":
        loss = answers.weight * log_loss(odds, answers.relevant)
        gap = answers.weight * (expit(odds) - answers.relevant)
        order = np.argsort(odds, kind="stable")
        place = np.empty(len(odds), dtype=np.intp)
        place[order] = np.arange(len(odds))
        cells = row * _BINS + place * _BINS // len(odds)
        return cls(
            loss=_added(row, loss, needs),
            weight=_added(row, answers.weight, needs),
            ndcg=np.array(
                [_ndcg(odds[row == n], answers.relevant[row == n]) for n in range(needs)]
            ),
            gaps=_added(cells, gap, needs * _BINS).reshape(needs, _BINS),
        )

    def measures(self, times: Floats) -> dict[str, Floats]:
        """Of resamples, ``times`` of shape (resamples, needs); nDCG is 0 where no list tells."""
        total = times @ self.weight
        told = np.isfinite(self.ndcg)
        lists = np.maximum(times[:, told].sum(axis=1), 1)
        return {
            "log_loss": times @ self.loss / total,
            "ndcg": times[:, told] @ self.ndcg[told] / lists,
            "ece": np.abs(times @ self.gaps).sum(axis=1) / total,
        }


def _added(place: Ints, values: Floats, length: int) -> Floats:
    return np.bincount(place, values, minlength=length).astype(np.float64)


def _ndcg(odds: Floats, relevant: Bools) -> float:
    if relevant.all() or not relevant.any():
        return float("nan")
    order = [str(at) for at in np.argsort(-odds, kind="stable").tolist()]
    return ndcg(order, {str(at): float(yes) for at, yes in enumerate(relevant)}, _DEPTH)


def _interval(mean: float, resampled: Floats) -> Interval:
    low, high = np.quantile(resampled, [0.025, 0.975]).tolist()
    return Interval(float(mean), low, high)
