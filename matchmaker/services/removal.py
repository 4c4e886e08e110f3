"""What counts: a document's text without a sentence, or without words, scored afresh.

The proof of an explanation. Something is named as evidence only when both fall once the document
does not say it: what the two texts have in common, and the score of the pair, in which the demand
of all other needs for the document counts as well. Both come from the very search that ranks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from embeddings.text import clean, passages
from matchmaker.ranking.common_words import without
from matchmaker.services.disclosure import DisclosedText
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.retrieval import Unheld
from matchmaker.services.vectors import BATCH, chunked
from models import Embedding, Passage

Pair = tuple[int, int]  # need, document
Vector = NDArray[np.float32]
#: Log-odds. A pair that is hardly proposed, at 0.003, then still falls in the digits that are kept.
_LEAST: Final = 0.02
_AT_ONCE: Final = 128  # texts that are compared with all needs in one product


@dataclass(frozen=True, slots=True)
class Told:
    """A document's disclosed text. ``dense``: its language is one that the encoder knows."""

    shown: DisclosedText
    language: str
    dense: bool


class Proof:
    """Scores of pairs as they are and as they would be; each text is encoded once."""

    def __init__(
        self,
        session: Session,
        engine: MatchingEngine,
        encoder: Encoder | None,
        documents: Mapping[int, Told],
    ) -> None:
        self._retriever = engine.retriever
        self._encoder = encoder
        self._documents = documents
        self._vectors = _stored(session, engine.encoder_key, documents) if encoder else {}

    def sentences(self, named: Mapping[Pair, str]) -> set[Pair]:
        """The pairs that score lower when the document does not hold this sentence."""
        cut = {
            (document, sentence): without_sentence(self._documents[document].shown, sentence)
            for (_, document), sentence in named.items()
        }
        self._encode(
            text
            for (document, _), shown in cut.items()
            if self._documents[document].dense
            for part in (self._documents[document].shown, shown)
            for text in _passages(part)
        )
        changed = [
            (pair, self._unheld(pair[1], cut[pair[1], sentence]))
            for pair, sentence in named.items()
        ]
        return {pair for pair, falls in zip(named, self._lower(changed), strict=True) if falls}

    def words(self, named: Sequence[tuple[Pair, Sequence[str]]]) -> list[bool]:
        """For each, whether the pair scores lower when these words are not counted as words.

        What the document means, its vectors, stays: between two languages words may count for
        nothing.
        """
        self._encode(
            text
            for document in {pair[1] for pair, _ in named}
            if self._documents[document].dense
            for text in _passages(self._documents[document].shown)
        )
        changed = []
        for pair, words in named:
            whole = self._unheld(pair[1], self._documents[pair[1]].shown)
            title, text = without(words, whole.title), without(words, whole.text)
            changed.append((pair, Unheld(title, text, whole.vectors, whole.language)))
        return self._lower(changed)

    def _lower(self, changed: Sequence[tuple[Pair, Unheld]]) -> list[bool]:
        found: list[bool] = []
        for part in chunked(changed, _AT_ONCE):
            needs = [need for (need, _), _ in part]
            whole = [self._unheld(key, self._documents[key].shown) for (_, key), _ in part]
            before = self._retriever.trial(needs, whole)
            after = self._retriever.trial(needs, [unheld for _, unheld in part])
            text = (before.text - after.text).diagonal() >= _LEAST
            score = (before.score - after.score).diagonal() >= _LEAST
            found += (text & score).tolist()
        return found

    def _unheld(self, document: int, shown: DisclosedText) -> Unheld:
        told = self._documents[document]
        texts = _passages(shown) if told.dense else []
        vectors = np.stack([self._vectors[text] for text in texts]) if texts else None
        body = "\n".join(filter(None, (shown.teaser, shown.body, *shown.expertise)))
        return Unheld(shown.title, body, vectors, told.language)

    def _encode(self, texts: Iterable[str]) -> None:
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if self._encoder is not None:
            for batch in chunked(missing, BATCH):
                self._vectors |= zip(batch, self._encoder.encode(batch), strict=True)


def without_sentence(shown: DisclosedText, sentence: str) -> DisclosedText:
    """The text with every occurrence of ``sentence`` taken away."""

    def cut(text: str) -> str:
        return clean(clean(text).replace(sentence, " "))

    statements = (cut(statement) for statement in shown.expertise)
    return DisclosedText(
        cut(shown.title), cut(shown.teaser), cut(shown.body), tuple(filter(None, statements))
    )


def _passages(shown: DisclosedText) -> list[str]:
    cut = passages(shown.title, shown.teaser, shown.body, shown.expertise)
    return [passage.text for passage in cut]


def _stored(session: Session, encoder: str, documents: Iterable[int]) -> dict[str, Vector]:
    """Passage → its vector, of the documents as they were indexed."""
    same = and_(Embedding.content_hash == Passage.content_hash, Embedding.encoder == encoder)
    found: dict[str, Vector] = {}
    for chunk in chunked(sorted(documents)):
        query = (
            select(Passage.text, Embedding.vector)
            .join(Embedding, same)
            .where(Passage.listing_id.in_(chunk))
        )
        for text, vector in session.execute(query):
            found[text] = np.frombuffer(vector, dtype="<f4").astype(np.float32)
    return found
