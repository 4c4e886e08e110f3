"""How close is close enough: fitted to some questions of a judged set, measured on the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Final
from zlib import crc32

from matchmaker.ranking.closeness import Closeness
from matchmaker.ranking.evaluation import recall
from matchmaker.services.search_evaluation import Answer, JudgedSearch, SearchRow, summary
from matchmaker.services.search_questions import NONSENSE, Forms, Question

SPREADS: Final = (0.038, 0.039, 0.04, 0.041, 0.042, 0.043, 0.044, 0.045, 0.046)
STANDINGS: Final = (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5)
SYSTEM: Final = "both, in folds"
_WORSE: Final = 3  # a question that finds nothing, than nonsense that finds something
_LOSS: Final = 0.01  # of recall, for shorter lists of results
_Values = Sequence[tuple[Question, float]]


@dataclass(frozen=True, slots=True)
class FittedInFolds:
    """``rows`` as of an evaluation, each question asked with what the other folds taught."""

    rows: Sequence[SearchRow]
    chosen: Sequence[Closeness]


@dataclass(frozen=True, slots=True)
class _Tried:
    """By spread, what share of questions is treated as it should be; by standing, recall."""

    meant: Mapping[float, _Values]
    nonsense: Mapping[float, _Values]
    recalls: Mapping[float, _Values]

    def best(self, shipped: Closeness, folds: int, without: int) -> Closeness:
        """The spread that best tells words from nonsense (Youden's index, weighted), and the
        highest standing that loses next to no recall; by all folds but one.
        """

        def mean(values: _Values) -> float:
            return fmean(value for one, value in values if _fold(one, folds) != without)

        told = {at: _WORSE * mean(self.meant[at]) + mean(self.nonsense[at]) for at in SPREADS}
        spread = max(told, key=told.__getitem__)
        recalls = {standing: mean(values) for standing, values in self.recalls.items()}
        enough = max(recalls.values()) - _LOSS
        standing = max(tried for tried, reached in recalls.items() if reached >= enough)
        return replace(shipped, spread=spread, standing=standing)


def fitted_in_folds(search: JudgedSearch, forms: Forms, folds: int) -> FittedInFolds:
    tried = _try(search, forms)
    chosen = [tried.best(search.closeness, folds, without) for without in range(folds)]
    fitted = [search.with_closeness(closeness) for closeness in chosen]
    rows = [
        summary(
            form,
            SYSTEM,
            [Answer.of(fitted[_fold(one, folds)], JudgedSearch.by_both, one) for one in questions],
        )
        for form, questions in forms.items()
    ]
    return FittedInFolds(rows, chosen)


def _try(search: JudgedSearch, forms: Forms) -> _Tried:
    meant = [one for form, asked in forms.items() if form != NONSENSE for one in asked]
    by_spread = {
        spread: search.with_closeness(replace(search.closeness, spread=spread))
        for spread in SPREADS
    }
    by_standing = {
        standing: search.with_closeness(replace(search.closeness, spread=0.0, standing=standing))
        for standing in STANDINGS
    }
    return _Tried(
        {at: [(q, float(_answers(tried, q))) for q in meant] for at, tried in by_spread.items()},
        {
            at: [(q, float(not _answers(tried, q))) for q in forms[NONSENSE]]
            for at, tried in by_spread.items()
        },
        {at: [(q, _recall(tried, q)) for q in meant] for at, tried in by_standing.items()},
    )


def _answers(search: JudgedSearch, question: Question) -> bool:
    return bool(len(search.by_meaning(question.words)))


def _recall(search: JudgedSearch, question: Question) -> float:
    return recall(Answer.of(search, JudgedSearch.by_both, question).documents, question.grades)


def _fold(question: Question, folds: int) -> int:
    """All forms of one query, and all languages of one need, are in one fold."""
    return crc32(question.key.partition(" ")[0].encode()) % folds
