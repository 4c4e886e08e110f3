"""The retriever in memory, kept in step with the database: only what changed is loaded."""

from collections.abc import Iterator, Sequence

import numpy as np
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from embeddings.encoder import EncoderInfo, Vectors
from matchmaker.ranking.fusion import TextRanking
from matchmaker.services.disclosure import disclosed_text
from matchmaker.services.indexing import content_hash, load_listings
from matchmaker.services.market import Market
from matchmaker.services.retrieval import Hit, Retriever, Side
from matchmaker.services.vectors import chunked
from models import Embedding, Listing, Passage


class MatchingEngine:
    """Text scores between everything in the market.

    Holds vectors of one encoder; those of another are never loaded. Without one (``None``) words
    alone are compared. One engine serves one thread.
    """

    def __init__(self, info: EncoderInfo | None = None) -> None:
        self.encoder_key = info.key if info else ""
        self._info = info
        self._retriever = Retriever(self.encoder_key, info.dimensions if info else 0)
        self._held: dict[int, str] = {}  # listing → content hash
        self._wordy: set[int] = set()  # held by words alone; vectors may come

    def __len__(self) -> int:
        return len(self._held)

    @property
    def retriever(self) -> Retriever:
        """What it holds, for questions about one pair."""
        return self._retriever

    def rank_by(self, ranking: TextRanking) -> None:
        """What is learned about texts, from now on."""
        self._retriever.rank_by(ranking)

    def synchronise(self, session: Session, market: Market) -> None:
        """Load what is new or changed, forget what is no longer in the market."""
        for key in self._held.keys() - market.hashes.keys():
            self._forget(key)
        changed = [
            key
            for key, fingerprint in market.hashes.items()
            if self._held.get(key) != fingerprint or key in self._wordy
        ]
        for chunk in chunked(changed):
            vectors = self._vectors(session, chunk)
            for listing in load_listings(session, chunk):
                self._put(listing, vectors.get(listing.id), market)

    def hits(self, market: Market, keys: Sequence[int], k: int) -> Iterator[tuple[int, list[Hit]]]:
        """The ``k`` best counterparts by text of each listing, hard constraints applied first."""
        needs = [key for key in keys if key in market.needs and key in self._held]
        documents = [key for key in keys if key in market.documents and key in self._held]
        yield from self._retriever.documents_for_each(needs, market.documents_open_to, k)
        yield from self._retriever.needs_for_each(documents, market.needs_open_to, k)

    def best_passages(self, need: int, document: int) -> tuple[int, int] | None:
        """Positions of the passages that are nearest; ``None`` where a side is not held."""
        if need not in self._held or document not in self._held:
            return None
        hits = self._retriever.documents_for(need, [document], 1)
        return (hits[0].need_passage, hits[0].document_passage) if hits else None

    def _put(self, listing: Listing, vectors: Vectors | None, market: Market) -> None:
        shown = disclosed_text(listing)
        if content_hash(shown) != listing.content_hash:  # changed and not indexed again yet
            self._forget(listing.id)
            return
        body = "\n".join(filter(None, (shown.teaser, shown.body, *shown.expertise)))
        side: Side = "need" if listing.kind == "need" else "document"
        understood = self._info is not None and self._info.knows(listing.language)
        vectors = vectors if understood else None  # noise in a language that the model never saw
        self._retriever.put(
            side,
            listing.id,
            shown.title,
            body,
            vectors,
            language=listing.language,
            pulls=not market.hides(listing.id),
        )
        self._held[listing.id] = listing.content_hash
        if understood and vectors is None:
            self._wordy.add(listing.id)
        else:
            self._wordy.discard(listing.id)

    def _forget(self, key: int) -> None:
        self._retriever.remove(key)
        self._held.pop(key, None)
        self._wordy.discard(key)

    def _vectors(self, session: Session, keys: Sequence[int]) -> dict[int, Vectors]:
        """One row per passage in order; a listing with a passage not encoded yet is left out."""
        ours = and_(
            Embedding.content_hash == Passage.content_hash, Embedding.encoder == self.encoder_key
        )
        query = (
            select(Passage.listing_id, Embedding.vector)
            .outerjoin(Embedding, ours)
            .where(Passage.listing_id.in_(keys))
            .order_by(Passage.listing_id, Passage.position)
        )
        found: dict[int, list[bytes | None]] = {}
        for listing_id, vector in session.execute(query):
            found.setdefault(listing_id, []).append(vector)
        return {key: _stacked(rows) for key, rows in found.items() if None not in rows}


def _stacked(rows: Sequence[bytes | None]) -> Vectors:
    return np.stack([np.frombuffer(row or b"", dtype="<f4") for row in rows]).astype(np.float32)
