"""The sentences that a consortium is made by: what a need asks for, and who answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from matchmaker.ranking.coverage import (
    MARKS,
    WORDS,
    Coverage,
    Part,
    Scale,
    by_words,
    coverage,
    parts_of,
    scale_of,
)
from matchmaker.ranking.explanation import quotable
from matchmaker.services.disclosure import disclosed_text
from matchmaker.services.indexing import load_listings
from matchmaker.services.market import Market
from matchmaker.services.vectors import BATCH, Progress, chunked, unrelated
from models import Need

#: Where a need says what it asks for, and how much each sentence of it counts.
_FIELDS: Final = (("done_means", 1.0), ("must_haves", 1.0), ("problem", 0.75), ("teaser", 0.75))
_MORE: Final = (("description", 0.5), ("nice_to_haves", 0.5))
_ENOUGH: Final = 6  # parts, before the long text is read as well
_MOST_SENTENCES: Final = 40  # of one listing

Vector = NDArray[np.float32]


def need_parts(need: Need) -> list[Part]:
    """What the need asks for, in its own sentences; of a blind one what every member reads."""
    if need.disclosure == "blind":
        return parts_of([(need.teaser, 1.0), (need.title, 1.0)])
    texts = [(getattr(need, name), weight) for name, weight in _FIELDS]
    parts = parts_of(texts)
    if len(parts) < _ENOUGH:
        parts = parts_of([*texts, *((getattr(need, name), weight) for name, weight in _MORE)])
    return parts or parts_of([(need.title, 1.0)])


def quotes(session: Session, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Listing → the whole sentences of its disclosed text, each once.

    Read from the listings: a passage is one line, in which a field without a full stop runs into
    the next.
    """
    found = {}
    for listing in load_listings(session, keys):
        shown = disclosed_text(listing)
        text = "\n".join([shown.title, shown.teaser, shown.body, *shown.expertise])
        own = dict.fromkeys(quote.lstrip(MARKS) for quote in quotable(text))
        found[listing.id] = tuple(own)[:_MOST_SENTENCES]
    return found


@dataclass(frozen=True, slots=True)
class Meaning:
    """An encoder, and what its cosines mean."""

    encoder: Encoder
    scale: Scale


class Comparison:
    """Compares needs with listings, sentence by sentence: by meaning where the encoder knows both
    languages, by words otherwise. Each sentence is encoded once in a comparison's life.
    """

    def __init__(self, session: Session, encoder: Encoder | None, market: Market) -> None:
        self._market = market
        self._vectors: dict[str, Vector] = {}
        scale = _scale(session, encoder, market) if encoder else None
        self._meaning = Meaning(encoder, scale) if encoder and scale else None

    def encode(self, texts: Mapping[int, Sequence[str]], progress: Progress) -> None:
        """Encode the sentences of these listings, as far as the encoder knows their languages."""
        if self._meaning is None:
            return
        wanted = (s for key, own in texts.items() if self._knows(key) for s in own)
        missing = [s for s in dict.fromkeys(wanted) if s not in self._vectors]
        done = 0
        for batch in chunked(missing, BATCH):
            self._vectors |= zip(batch, self._meaning.encoder.encode(batch), strict=True)
            done += len(batch)
            progress("Comparing sentences", done, len(missing))

    def coverage(
        self, need: int, parts: Sequence[str], texts: Mapping[int, Sequence[str]]
    ) -> Coverage:
        """Of the parts by the listings of ``texts``; partners and sentences in their order.

        All of them have gone through ``encode``.
        """
        sentences = [sentence for own in texts.values() for sentence in own]
        owner = np.array([at for at, own in enumerate(texts.values()) for _ in own], dtype=np.intp)
        meant = np.array([self._knows(need) and self._knows(key) for key in texts], dtype=bool)
        by_meaning, by_word = np.flatnonzero(meant[owner]), np.flatnonzero(~meant[owner])
        shares = np.zeros((len(parts), len(sentences)))
        if self._meaning and len(by_meaning):
            theirs = [sentences[column] for column in by_meaning]
            shares[:, by_meaning] = self._meaning.scale.share(self._cosines(parts, theirs))
        if len(by_word):
            theirs = [sentences[column] for column in by_word]
            shares[:, by_word] = WORDS.share(by_words(parts, theirs))
        return coverage(shares, owner, len(texts))

    def _cosines(self, parts: Sequence[str], sentences: Sequence[str]) -> Vector:
        ours, theirs = (np.stack([self._vectors[s] for s in side]) for side in (parts, sentences))
        cosines: Vector = ours @ theirs.T
        return cosines

    def _knows(self, key: int) -> bool:
        if self._meaning is None:
            return False
        side = self._market.needs.get(key) or self._market.documents[key]
        return all(self._meaning.encoder.info.knows(code) for code in side.language)


def _scale(session: Session, encoder: Encoder, market: Market) -> Scale | None:
    """``None`` where there are too few listings to tell."""
    background = unrelated(session, encoder.info.key, sorted(market.hashes))
    return None if background is None else scale_of(background)
