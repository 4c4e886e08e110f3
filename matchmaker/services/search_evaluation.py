"""How good the browse search is on a judged set: by words, by meaning, and by both.

Every question goes through the product's own functions, over a database that holds the set.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from statistics import median
from typing import Final, Self

import numpy as np
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder, Vectors
from matchmaker.policies.actor import Actor
from matchmaker.ranking.closeness import Closeness, closeness_of
from matchmaker.ranking.evaluation import measures
from matchmaker.services import judged_market
from matchmaker.services.bitsets import Ids
from matchmaker.services.browse_state import state_of
from matchmaker.services.browse_text import Meaning, Nearest, ask
from matchmaker.services.meaning_index import MeaningIndex, closest
from matchmaker.services.search_questions import Forms, Question

DEPTH: Final = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """The best documents for a question, and how many listings were found in all."""

    question: Question
    documents: Sequence[str]
    size: int

    @classmethod
    def of(cls, search: "JudgedSearch", system: "System", question: Question) -> Self:
        ids = system(search, question.words)
        return cls(question, search.documents(ids), len(ids))


@dataclass(frozen=True, slots=True)
class SearchRow:
    """``measures`` are means over the questions; ``empty`` is the share that finds nothing.

    ``found`` and ``most`` are the median and the highest number of results.
    """

    form: str
    system: str
    questions: int
    measures: Mapping[str, float]
    empty: float
    found: float
    most: int


class Known:
    """An encoder that has encoded all questions at once, in batches: many times faster."""

    def __init__(self, encoder: Encoder, forms: Forms) -> None:
        self.info = encoder.info
        words = sorted({one.words for questions in forms.values() for one in questions}, key=len)
        self._vectors = dict(zip(words, encoder.encode(words), strict=True))

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vectors[text] for text in texts])


class JudgedSearch:
    """The search over a filled and indexed database, as the operator sees it: everything."""

    def __init__(self, session: Session, encoder: Encoder) -> None:
        self.closeness = closeness_of(encoder.info.name)
        self._session = session
        self._view = state_of(session).look(session, Actor.operator())
        self._index = MeaningIndex(encoder)
        self._index.load_waiting(session)
        self._likeness: dict[str, tuple[Ids, Vectors]] = {}
        self._document = {listing: key for key, listing in judged_market.keys(session).items()}

    def with_closeness(self, closeness: Closeness) -> "JudgedSearch":
        other = copy(self)
        other.closeness = closeness
        return other

    def by_words(self, words: str) -> Ids:
        return self._asked(words, None)

    def by_meaning(self, words: str) -> Ids:
        if words not in self._likeness:
            self._likeness[words] = self._index.likeness(words, self._view.visible)
        return closest(*self._likeness[words], self.closeness)

    def by_both(self, words: str) -> Ids:
        return self._asked(words, lambda words, _among, _version: Nearest(self.by_meaning(words)))

    def by_floor(self, words: str) -> Ids:
        """The baseline: by both, where one cosine for all words says what is close."""
        return self.with_closeness(Closeness(self.closeness.floor)).by_both(words)

    def documents(self, ids: Ids) -> list[str]:
        """The keys of the best ones."""
        return [self._document[listing] for listing in ids[:DEPTH].tolist()]

    def _asked(self, words: str, meaning: Meaning | None) -> Ids:
        asked = ask(self._session, state_of(self._session), self._view, words, meaning)
        return np.zeros(0, dtype=np.int64) if asked.order is None else asked.order


System = Callable[[JudgedSearch, str], Ids]
SYSTEMS: Final[Mapping[str, System]] = {
    "words": JudgedSearch.by_words,
    "meaning": JudgedSearch.by_meaning,
    "both": JudgedSearch.by_both,
    "both, by a floor": JudgedSearch.by_floor,
}


def evaluate(search: JudgedSearch, forms: Forms) -> Iterator[SearchRow]:
    """A row for each form and system."""
    for form, questions in forms.items():
        for system, found in SYSTEMS.items():
            yield summary(form, system, [Answer.of(search, found, one) for one in questions])


def summary(form: str, system: str, answers: Sequence[Answer]) -> SearchRow:
    rankings = {answer.question.key: answer.documents for answer in answers}
    grades = {answer.question.key: answer.question.grades for answer in answers}
    sizes = [answer.size for answer in answers]
    return SearchRow(
        form,
        system,
        len(answers),
        measures(rankings, grades),
        empty=sizes.count(0) / len(sizes),
        found=median(sizes),
        most=max(sizes),
    )
