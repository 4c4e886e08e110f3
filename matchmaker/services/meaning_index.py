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
from matchmaker.services.bitsets import Bits, Ids, flags_of
from matchmaker.services.listing_touches import changed_since, version
from matchmaker.services.vectors import chunked
from models import Embedding, Listing, Passage

#: Below this cosine a listing is not close in meaning; by the encoder's name. Of 42 judged pairs of
#: a sample of the Horizon set nine in ten lie above, of the others about three in a hundred.
FLOORS: Final = {"multilingual-e5-small-industry": 0.55}
_FLOOR: Final = 0.4
MOST: Final = 200
#: So many changed listings are read while somebody waits for an answer: some milliseconds.
FEW: Final = 64
_SEARCHED = table("listing_search", column("rowid"))


class MeaningIndex:
    """Vectors of the passages of published listings, of one encoder. For one thread."""

    def __init__(self, encoder: Encoder, floor: float | None = None) -> None:
        self._encoder = encoder
        self._floor = floor if floor is not None else _floor_of(encoder.info.name)
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
        """The closest of ``among``, best first: by its best passage, and not below the floor."""
        block = self._index.block()
        if not len(block.keys) or not words.strip():
            return np.zeros(0, dtype=np.int64)
        allowed = flags_of(among)
        known = block.keys < len(allowed)
        seen = np.zeros(len(block.keys), dtype=np.bool_)
        seen[known] = allowed[block.keys[known]]
        likeness = block.vectors @ self._encoder.encode([words])[0]
        best = np.maximum.reduceat(likeness, block.starts)
        places = np.flatnonzero(seen & (best >= self._floor))
        order = np.lexsort((block.keys[places], -best[places]))[:most]
        return block.keys[places[order]]

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


def _floor_of(encoder: str) -> float:
    return FLOORS.get(encoder, _FLOOR)
