"""What both sides said, as words and vectors, and what every pair has in common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.exact import Block, ExactIndex
from embeddings.lexical import Bag, LexicalIndex
from matchmaker.ranking.fusion import Features

Side = Literal["need", "document"]
Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Unheld:
    """A document as it would be held: ``text`` is all but the title."""

    title: str
    text: str
    vectors: Vectors | None = None
    language: str = ""


class HeldTexts:
    """Needs and documents by their keys; one changed text costs its own words and vectors.

    ``dimensions`` 0 is for words alone. Asking for a key that is not held raises ``KeyError``.
    """

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self.words = LexicalIndex()
        self._asked: dict[int, Bag] = {}  # the words of each need
        self._vectors = {"need": ExactIndex(dimensions), "document": ExactIndex(dimensions)}
        self._languages: dict[int, str] = {}

    def __contains__(self, key: int) -> bool:
        return key in self._asked or key in self.words

    @property
    def needs(self) -> list[int]:
        return sorted(self._asked)

    @property
    def documents(self) -> list[int]:
        return sorted(self.words)

    def put(
        self,
        side: Side,
        key: int,
        title: str,
        text: str,
        vectors: Vectors | None,
        language: str,
    ) -> None:
        """Add or replace."""
        if vectors is None:
            vectors = np.zeros((0, self.dimensions), dtype=np.float32)
        self._vectors[side].upsert(key, vectors)
        self._languages[key] = language.partition("-")[0].lower()
        if side == "need":
            self._asked[key] = self.words.bag(title, text)
        else:
            self.words.upsert(key, title, text)

    def remove(self, key: int) -> None:
        self._asked.pop(key, None)
        self._languages.pop(key, None)
        self.words.remove(key)
        for index in self._vectors.values():
            index.remove(key)

    def compare(self, needs: Sequence[int], documents: Sequence[int]) -> Features:
        """What words and vectors say about every pair: arrays of shape (needs, documents)."""
        lexical = self.words.share_matrix([self._asked[key] for key in needs], documents)
        told = self._vectors["document"].block(documents)
        dense = self._nearness(needs, documents, told, lexical.shape)
        spoken = [self._languages[key] for key in documents]
        return Features(lexical, *dense, self._foreign(needs, spoken))

    def compare_unheld(self, needs: Sequence[int], documents: Sequence[Unheld]) -> Features:
        """``compare`` with documents that are not held."""
        bags = [self.words.bag(document.title, document.text) for document in documents]
        lexical = self.words.unheld_shares([self._asked[key] for key in needs], bags)
        vectors = ExactIndex(self.dimensions)
        for place, document in enumerate(documents):
            if document.vectors is not None:
                vectors.upsert(place, document.vectors)
        told, places = vectors.block(), range(len(documents))
        dense = self._nearness(needs, places, told, lexical.shape)
        spoken = [document.language.partition("-")[0].lower() for document in documents]
        return Features(lexical, *dense, self._foreign(needs, spoken))

    def nearest_passages(self, need: int, document: int) -> tuple[int, int]:
        told = self._vectors["document"].vectors_of(document)
        similarities = self._vectors["need"].vectors_of(need) @ told.T
        row, column = divmod(int(similarities.argmax()), len(told))
        return row, column

    def blocks(self, keys: Sequence[int], other: Side, pairs: int) -> Iterator[Sequence[int]]:
        """Slices of ``keys``, so small that each compares at most ``pairs`` pairs of passages."""
        wide = self._vectors[other].vectors_held + len(self._asked) + len(self.words) + 1
        step = max(1, pairs // wide)
        return (keys[at : at + step] for at in range(0, len(keys), step))

    def _nearness(
        self, needs: Sequence[int], documents: Sequence[int], told: Block, shape: tuple[int, ...]
    ) -> tuple[Floats, Floats, Floats]:
        """Best and mean over a need's passages, and mean over the document's; of ``shape``."""
        best = np.full(shape, np.nan, dtype=np.float32)
        mean, heard = best.copy(), best.copy()
        asked = self._vectors["need"].block(needs)
        if len(asked.keys) and len(told.keys):
            similarities = asked.vectors @ told.vectors.T
            places = np.ix_(_places(asked, needs), _places(told, documents))
            nearest = np.maximum.reduceat(similarities, told.starts, axis=1)
            best[places] = np.maximum.reduceat(nearest, asked.starts, axis=0)
            mean[places] = np.add.reduceat(nearest, asked.starts, axis=0) / asked.counts[:, None]
            nearest = np.maximum.reduceat(similarities, asked.starts, axis=0)
            heard[places] = np.add.reduceat(nearest, told.starts, axis=1) / told.counts
        return best, mean, heard

    def _foreign(self, needs: Sequence[int], spoken: Sequence[str]) -> NDArray[np.bool_]:
        """Where two known languages differ, so that words have no chance to be shared."""
        asked = [self._languages[key] for key in needs]
        known = {language: at for at, language in enumerate(sorted({*asked, *spoken}))}
        ours = np.array([known[language] for language in asked], dtype=np.intp)
        theirs = np.array([known[language] for language in spoken], dtype=np.intp)
        unknown = known.get("", -1)
        stated = (ours != unknown)[:, None] & (theirs != unknown)[None, :]
        foreign: NDArray[np.bool_] = stated & (ours[:, None] != theirs[None, :])
        return foreign


def _places(block: Block, keys: Sequence[int]) -> NDArray[np.intp]:
    """Where the keys that have vectors stand among all."""
    held = set(block.keys.tolist())
    return np.array([place for place, key in enumerate(keys) if key in held], dtype=np.intp)
