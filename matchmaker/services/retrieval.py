"""Needs on one side, offers and capabilities on the other: one text score for each pair.

The score of a need with a document is the same from both sides. It asks whether both would say yes:
how well the texts go together, and how well the document goes with all other needs. It needs text
only. The benchmark and the live site rank with this very code.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from matchmaker.ranking.calibration import probability
from matchmaker.ranking.fusion import Features, TextRanking, shipped
from matchmaker.ranking.reciprocity import Demand, demand, pull
from matchmaker.services.held_texts import HeldTexts, Side, Unheld

__all__ = ["Hit", "Retriever", "Side", "Trial", "Unheld"]

Among = Callable[[int], Collection[int] | None]  # key → the keys its reader may see; None: all
Floats = NDArray[np.floating]

_BLOCK = 4_000_000  # pairs of passages compared at a time: 16 MB


@dataclass(frozen=True, slots=True)
class Hit:
    """``score`` is calibrated, 0 to 1. ``dense_*`` are cosines, None where a side has no vectors:
    each passage of the need is taken with its nearest of the document, and of these the best and
    the mean count in equal parts. ``lexical`` is the share, 0 to 1, of what the need's words could
    score. ``demand`` says how much more other needs go with the document than is usual, in
    log-odds. The two nearest passages are positions among those that were put; -1 without vectors.
    """

    key: int
    score: float
    dense_best: float | None
    dense_mean: float | None
    lexical: float
    demand: float
    need_passage: int
    document_passage: int


@dataclass(frozen=True, slots=True)
class Trial:
    """Log-odds of shape (needs, documents): of the texts alone, and of the score."""

    text: Floats
    score: Floats


@dataclass(frozen=True, slots=True)
class _Scored:
    """Arrays of shape (needs, documents), or turned."""

    features: Features
    elsewhere: Floats
    scores: Floats

    @property
    def transposed(self) -> "_Scored":
        return _Scored(self.features.transposed, self.elsewhere.T, self.scores.T)


class Retriever:
    """Holds what both sides said; a listing without vectors is found by its words.

    ``dimensions`` 0 is for words alone, when no encoder is available. ``among`` narrows before
    anything is scored; keys in it that are not held drop out. Asking for a key that is not held
    raises ``KeyError``.
    """

    def __init__(
        self, encoder_key: str = "", dimensions: int = 0, ranking: TextRanking | None = None
    ) -> None:
        self.encoder_key = encoder_key
        self.dimensions = dimensions
        self.ranking = ranking or shipped(encoder_key)
        self._texts = HeldTexts(dimensions)
        self._silent: set[int] = set()  # needs that nothing may be learnt of, not even by a rank
        self._demand: Demand | None = None  # made when it is next needed

    def __len__(self) -> int:
        return len(self._texts.needs) + len(self._texts.documents)

    def __contains__(self, key: int) -> bool:
        return key in self._texts

    def rank_by(self, ranking: TextRanking) -> None:
        if ranking != self.ranking:
            self.ranking, self._demand = ranking, None

    def put(
        self,
        side: Side,
        key: int,
        title: str,
        text: str,
        vectors: Vectors | None = None,
        *,
        language: str = "",
        pulls: bool = True,
    ) -> None:
        """Add or replace. ``text`` is all but the title; ``vectors`` has one row per passage.

        ``language`` is a BCP 47 code, empty when it is not known. ``pulls``: whether other needs
        may be moved because this one goes with a document.
        """
        self._texts.put(side, key, title, text, vectors, language)
        self._silent.discard(key)
        if side == "need" and not pulls:
            self._silent.add(key)
        self._demand = None

    def remove(self, key: int) -> None:
        """Forget a listing, on whichever side it was; an unknown key is no error."""
        self._texts.remove(key)
        self._silent.discard(key)
        self._demand = None

    def documents_for(
        self, need: int, among: Collection[int] | None = None, k: int = 50
    ) -> list[Hit]:
        """The documents of ``among`` (None: all) that go best with a need, best first."""
        return next(self.documents_for_each([need], lambda _: among, k))[1]

    def needs_for(
        self, document: int, among: Collection[int] | None = None, k: int = 50
    ) -> list[Hit]:
        """The other way round, with the very same scores."""
        return next(self.needs_for_each([document], lambda _: among, k))[1]

    def documents_for_each(
        self, needs: Sequence[int], among: Among | None = None, k: int = 50
    ) -> Iterator[tuple[int, list[Hit]]]:
        """``documents_for`` of many, in blocks of matrix products; lazily, in their order."""
        for block in self._texts.blocks(needs, "document", _BLOCK):
            keys, allowed = _narrow(block, self._texts.documents, among)
            scored = self._scored(block, keys)
            for row, need in enumerate(block):
                best = _best(scored.scores[row], allowed[row], k)
                pairs = [(need, keys[column], keys[column], (row, column)) for column in best]
                yield need, [self._hit(scored, *pair) for pair in pairs]

    def needs_for_each(
        self, documents: Sequence[int], among: Among | None = None, k: int = 50
    ) -> Iterator[tuple[int, list[Hit]]]:
        """``needs_for`` of many."""
        for block in self._texts.blocks(documents, "need", _BLOCK):
            keys, allowed = _narrow(block, self._texts.needs, among)
            scored = self._scored(keys, block).transposed
            for row, document in enumerate(block):
                best = _best(scored.scores[row], allowed[row], k)
                pairs = [(keys[column], document, keys[column], (row, column)) for column in best]
                yield document, [self._hit(scored, *pair) for pair in pairs]

    def compare(self, needs: Sequence[int], documents: Sequence[int]) -> Features:
        """What words and vectors say about every pair: arrays of shape (needs, documents)."""
        return self._texts.compare(needs, documents)

    def trial(self, needs: Sequence[int], documents: Sequence[Unheld]) -> Trial:
        """What pairs would come to if the documents read like this. Nothing is kept.

        The demand from elsewhere is that for the document as it would be.
        """
        every = self._texts.needs
        place = {key: at for at, key in enumerate(every)}
        features = self._texts.compare_unheld(every, documents)
        log_odds = self.ranking.text_log_odds(features)
        pulling = np.array([key not in self._silent for key in every], dtype=np.bool_)
        pulls = pull(log_odds[pulling]).sum(axis=0, dtype=np.float64)
        changed = Demand(pulls, self._derived().usual)
        elsewhere = changed.elsewhere(log_odds, np.arange(len(documents)), pulling)
        rows = [place[key] for key in needs]
        text = log_odds[rows]
        return Trial(text, self.ranking.log_odds(text, elsewhere[rows]))

    def shared_words(self, one: str, other: str, most: int) -> list[str]:
        """Words of ``other`` that both texts have, as written there, the rarest first.

        Of more than ``most`` those that add most to the score of ``other``.
        """
        return self._texts.words.shared_words(one, other, most)

    def _scored(self, needs: Sequence[int], documents: Sequence[int]) -> _Scored:
        features = self._texts.compare(needs, documents)
        log_odds = self.ranking.text_log_odds(features)
        places = {key: at for at, key in enumerate(self._texts.documents)}
        columns = np.array([places[key] for key in documents], dtype=np.intp)
        pulling = np.array([key not in self._silent for key in needs], dtype=np.bool_)
        elsewhere = self._derived().elsewhere(log_odds, columns, pulling)
        scores = probability(self.ranking.log_odds(log_odds, elsewhere))
        return _Scored(features, elsewhere, scores)

    def _derived(self) -> Demand:
        """The pull of all needs at each document, in the order of their keys."""
        if self._demand is None:
            documents = self._texts.documents
            pulls, strongest = np.zeros(len(documents)), np.zeros(len(documents))
            needs = [key for key in self._texts.needs if key not in self._silent]
            for block in self._texts.blocks(needs, "document", _BLOCK):
                found = pull(self.ranking.text_log_odds(self._texts.compare(block, documents)))
                pulls += found.sum(axis=0, dtype=np.float64)
                np.maximum(strongest, found.max(axis=0), out=strongest)
            self._demand = demand(pulls, strongest)
        return self._demand

    def _hit(self, scored: _Scored, need: int, document: int, key: int, at: tuple[int, int]) -> Hit:
        features = scored.features.at(at)
        dense = not np.isnan(features.dense_best)
        passages = self._texts.nearest_passages(need, document) if dense else (-1, -1)
        return Hit(
            key=key,
            score=float(scored.scores[at]),
            dense_best=float(features.dense_best) if dense else None,
            dense_mean=float(features.dense_mean) if dense else None,
            lexical=float(features.lexical),
            demand=float(scored.elsewhere[at]),
            need_passage=passages[0],
            document_passage=passages[1],
        )


def _narrow(
    readers: Sequence[int], pool: Sequence[int], among: Among | None
) -> tuple[Sequence[int], list[NDArray[np.intp]]]:
    """The keys that at least one reader may see, and for each reader the places of its own."""
    seen = [None if among is None else among(reader) for reader in readers]
    if any(keys is None for keys in seen):
        keys = pool
    else:
        union = {key for keys in seen for key in keys or ()}
        keys = [key for key in pool if key in union]
    place = {key: at for at, key in enumerate(keys)}
    every = np.arange(len(keys))
    return keys, [
        every
        if own is None
        else np.array(sorted({place[key] for key in own if key in place}), dtype=np.intp)
        for own in seen
    ]


def _best(scores: Floats, allowed: NDArray[np.intp], k: int) -> list[int]:
    """The columns of the ``k`` best, equal ones by key."""
    order = np.argsort(-scores[allowed], kind="stable")[:k]
    return [int(column) for column in allowed[order]]
