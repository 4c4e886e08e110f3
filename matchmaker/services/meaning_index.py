"""Listings by meaning, for the browse page: which of those a reader may see are close to words.

Held by the worker, which has the encoder. A listing that changes is forgotten with the next
question, and held again as soon as its new text is indexed.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sqlalchemy import column, exists, select, table
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder, Vectors
from embeddings.exact import ExactIndex
from matchmaker.ranking.closeness import Closeness, close, closeness_of
from matchmaker.services.bitsets import Bits, Ids, flags_of
from matchmaker.services.listing_touches import changed_since, version
from matchmaker.services.vectors import chunked
from models import Embedding, Listing, Passage

MOST: Final = 200
#: So many changed listings are read while somebody waits for an answer: some milliseconds.
FEW: Final = 64
_SEARCHED = table("listing_search", column("rowid"))


class MeaningIndex:
    """Vectors of the passages of published listings, of one encoder. For one thread."""

    def __init__(self, encoder: Encoder, closeness: Closeness | None = None) -> None:
        self._encoder = encoder
        self._closeness = closeness or closeness_of(encoder.info.name)
        self._index = ExactIndex(encoder.info.dimensions)
        self._version = 0
        self._waiting: set[int] = set()
        self._begun = False

    def forget_changed(self, session: Session) -> None:
        """Out with what has changed since; cheap, so that it can go before every answer."""
        now = version(session)
        if self._begun and now == self._version:
            return
        missed = changed_since(session, self._version) if self._begun else None
        if missed is None:
            missed = list(session.scalars(select(Listing.id)))
            self._index = ExactIndex(self._encoder.info.dimensions)
        for key in missed:
            self._index.remove(key)
        self._waiting.update(missed)
        self._version, self._begun = now, True

    def catch_up(self, session: Session) -> None:
        """Before an answer: out with what has changed; in again at once where that is little."""
        self.forget_changed(session)
        if len(self._waiting) <= FEW:
            self.load_waiting(session)

    def load_waiting(self, session: Session) -> None:
        """In with what has changed, as far as its present text is indexed."""
        self.forget_changed(session)
        for keys in chunked(sorted(self._waiting)):
            for key, vectors in self._vectors(session, keys).items():
                self._index.upsert(key, np.stack(vectors))
        self._waiting.clear()

    def nearest(self, words: str, among: Bits, most: int = MOST) -> Ids:
        """The closest of ``among``, best first; none where nothing of ``among`` stands out."""
        return closest(*self.likeness(words, among), self._closeness, most)

    def likeness(self, words: str, among: Bits) -> tuple[Ids, Vectors]:
        """The ids of ``among`` that have vectors, and the cosine of the best passage of each.

        Only those: what a reader may not see must not move what is close.
        """
        block = self._index.block()
        if not len(block.keys) or not words.strip():
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        allowed = flags_of(among)
        known = block.keys < len(allowed)
        seen = np.zeros(len(block.keys), dtype=np.bool_)
        seen[known] = allowed[block.keys[known]]
        cosines = block.vectors @ self._encoder.encode([words])[0]
        return block.keys[seen], np.maximum.reduceat(cosines, block.starts)[seen]

    def _vectors(self, session: Session, keys: Sequence[int]) -> dict[int, list[Vectors]]:
        """Only of texts that can be found by their words too: no other is public at present."""
        found = exists().where(_SEARCHED.c.rowid == Listing.id)
        query = (
            select(Passage.listing_id, Embedding.vector)
            .join(Embedding, Embedding.content_hash == Passage.content_hash)
            .join(Listing, Listing.id == Passage.listing_id)
            .where(Passage.listing_id.in_(keys), Embedding.encoder == self._encoder.info.key)
            .where(Listing.state == "published", found)
            .order_by(Passage.listing_id, Passage.position)
        )
        vectors: dict[int, list[Vectors]] = {}
        for key, vector in session.execute(query):
            vectors.setdefault(key, []).append(np.frombuffer(vector, dtype="<f4"))
        return vectors


def closest(keys: Ids, likeness: Vectors, closeness: Closeness, most: int = MOST) -> Ids:
    """Of ``keys`` with their cosines, those that are close, best first."""
    near = np.flatnonzero(close(likeness, closeness))
    return keys[near[np.lexsort((keys[near], -likeness[near]))[:most]]]
