"""Needs on one side, offers and capabilities on the other: one text score for each pair.

The score of a need with a document is the same from both sides and absolute, so that it means the
same to both readers and among 20 listings as among 5,000. It needs text only. The benchmark and the
live site rank with this very code.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.exact import Block, ExactIndex
from embeddings.lexical import Bag, LexicalIndex
from matchmaker.ranking.calibration import probability
from matchmaker.ranking.fusion import Features, log_odds

Side = Literal["need", "document"]
Among = Callable[[int], Collection[int] | None]  # key → the keys its reader may see; None: all

_BLOCK = 4_000_000  # pairs of passages compared at a time: 16 MB


@dataclass(frozen=True, slots=True)
class Hit:
    """``score`` is calibrated, 0 to 1. ``dense_*`` are cosines, None where a side has no vectors:
    each passage of the need is taken with its nearest of the document, and of these the best and
    the mean count in equal parts. ``lexical`` is the share, 0 to 1, of what the need's words could
    score. The two nearest passages are positions among those that were put; -1 without vectors.
    """

    key: int
    score: float
    dense_best: float | None
    dense_mean: float | None
    lexical: float
    need_passage: int
    document_passage: int


class Retriever:
    """Holds what both sides said; one changed listing costs its own text and vectors.

    ``dimensions`` 0 is for words alone, when no encoder is available. A listing without vectors
    is found by its words. ``among`` narrows before anything is scored; keys in it that are not
    held drop out. Asking for a key that is not held raises ``KeyError``.
    """

    def __init__(self, encoder_key: str = "", dimensions: int = 0) -> None:
        self.encoder_key = encoder_key
        self.dimensions = dimensions
        self._words = LexicalIndex()
        self._asked: dict[int, Bag] = {}  # the words of each need
        self._vectors = {"need": ExactIndex(dimensions), "document": ExactIndex(dimensions)}

    def __len__(self) -> int:
        return len(self._asked) + len(self._words)

    def __contains__(self, key: int) -> bool:
        return key in self._asked or key in self._words

    def put(
        self, side: Side, key: int, title: str, text: str, vectors: Vectors | None = None
    ) -> None:
        """Add or replace. ``text`` is all but the title; ``vectors`` has one row per passage."""
        if vectors is None:
            vectors = np.zeros((0, self.dimensions), dtype=np.float32)
        self._vectors[side].upsert(key, vectors)
        if side == "need":
            self._asked[key] = self._words.bag(title, text)
        else:
            self._words.upsert(key, title, text)

    def remove(self, key: int) -> None:
        """Forget a listing, on whichever side it was; an unknown key is no error."""
        self._asked.pop(key, None)
        self._words.remove(key)
        for index in self._vectors.values():
            index.remove(key)

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
        for block in self._blocks(needs, "document"):
            keys, allowed = _narrow(block, sorted(self._words), among)
            features = self.compare(block, keys)
            for row, need in enumerate(block):
                yield (
                    need,
                    [
                        self._hit(need, keys[column], keys[column], features, (row, column), score)
                        for column, score in _best(features, row, allowed[row], k)
                    ],
                )

    def needs_for_each(
        self, documents: Sequence[int], among: Among | None = None, k: int = 50
    ) -> Iterator[tuple[int, list[Hit]]]:
        """``needs_for`` of many."""
        for block in self._blocks(documents, "need"):
            keys, allowed = _narrow(block, sorted(self._asked), among)
            features = self.compare(keys, block).transposed
            for row, document in enumerate(block):
                yield (
                    document,
                    [
                        self._hit(
                            keys[column], document, keys[column], features, (row, column), score
                        )
                        for column, score in _best(features, row, allowed[row], k)
                    ],
                )

    def compare(self, needs: Sequence[int], documents: Sequence[int]) -> Features:
        """What words and vectors say about every pair: arrays of shape (needs, documents)."""
        lexical = self._words.share_matrix([self._asked[key] for key in needs], documents)
        best = np.full(lexical.shape, np.nan, dtype=np.float32)
        mean = best.copy()
        asked = self._vectors["need"].block(needs)
        told = self._vectors["document"].block(documents)
        if len(asked.keys) and len(told.keys):
            similarities = asked.vectors @ told.vectors.T
            nearest = np.maximum.reduceat(similarities, told.starts, axis=1)
            places = np.ix_(_places(asked, needs), _places(told, documents))
            best[places] = np.maximum.reduceat(nearest, asked.starts, axis=0)
            mean[places] = np.add.reduceat(nearest, asked.starts, axis=0) / asked.counts[:, None]
        return Features(lexical, best, mean)

    def _blocks(self, keys: Sequence[int], other: Side) -> Iterator[Sequence[int]]:
        wide = self._vectors[other].vectors_held + len(self) + 1
        step = max(1, _BLOCK // wide)
        return (keys[at : at + step] for at in range(0, len(keys), step))

    def _hit(
        self,
        need: int,
        document: int,
        key: int,
        features: Features,
        at: tuple[int, int],
        score: float,
    ) -> Hit:
        dense = not np.isnan(features.dense_best[at])
        passages = self._nearest_passages(need, document) if dense else (-1, -1)
        return Hit(
            key=key,
            score=score,
            dense_best=float(features.dense_best[at]) if dense else None,
            dense_mean=float(features.dense_mean[at]) if dense else None,
            lexical=float(features.lexical[at]),
            need_passage=passages[0],
            document_passage=passages[1],
        )

    def _nearest_passages(self, need: int, document: int) -> tuple[int, int]:
        told = self._vectors["document"].vectors_of(document)
        similarities = self._vectors["need"].vectors_of(need) @ told.T
        row, column = divmod(int(similarities.argmax()), len(told))
        return row, column


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


def _best(
    features: Features, row: int, allowed: NDArray[np.intp], k: int
) -> Iterator[tuple[int, float]]:
    """Columns and scores of the ``k`` best, equal ones by key."""
    scores = probability(log_odds(features.at((row, allowed))))
    order = np.argsort(-scores, kind="stable")[:k]
    return zip(allowed[order].tolist(), scores[order].tolist(), strict=True)


def _places(block: Block, keys: Sequence[int]) -> NDArray[np.intp]:
    """Where the keys that have vectors stand among all."""
    held = set(block.keys.tolist())
    return np.array([place for place, key in enumerate(keys) if key in held], dtype=np.intp)
