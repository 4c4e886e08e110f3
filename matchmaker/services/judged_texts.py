"""A judged set as the live site would hold it: documents as offers, queries as needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from embeddings import text
from embeddings.encoder import Encoder, Vectors
from embeddings.language import guess_language
from matchmaker.importers.judged_set import JudgedSet
from matchmaker.ranking.fusion import TextRanking
from matchmaker.services.retrieval import Retriever

Progress = Callable[[int, int], None]  # texts encoded, texts in all

_BATCH = 128  # texts encoded between two reports of progress
_SURE = 0.8  # of a language
_READ = 400  # characters, enough to tell one


@dataclass(frozen=True, slots=True)
class HeldSet:
    """The keys of documents and of queries, in their order; ``background`` are needs as well."""

    retriever: Retriever
    documents: range
    queries: range
    background: range

    @property
    def needs(self) -> range:
        return range(self.queries.start, self.background.stop)


def hold(
    judged: JudgedSet, encoder: Encoder, progress: Progress, ranking: TextRanking | None = None
) -> HeldSet:
    documents = list(judged.documents.values())
    asked = [*judged.queries.values(), *judged.background.values()]
    passages = [text.passages(document.title, "", document.text) for document in documents]
    passages += [text.passages("", "", query) for query in asked]
    vectors = encoded(encoder, [p.text for own in passages for p in own], progress)
    rows = np.split(vectors, np.cumsum([len(own) for own in passages])[:-1])
    retriever = Retriever(encoder.info.key, encoder.info.dimensions, ranking)
    for key, document in enumerate(documents):
        language = _language(f"{document.title}\n{document.text}")
        retriever.put("document", key, document.title, document.text, rows[key], language=language)
    for key, query in enumerate(asked, len(documents)):
        retriever.put("need", key, "", query, rows[key], language=_language(query))
    ends = np.cumsum([0, len(documents), len(judged.queries), len(judged.background)]).tolist()
    return HeldSet(retriever, *(range(a, b) for a, b in pairwise(ends)))


def encoded(encoder: Encoder, texts: Sequence[str], progress: Progress) -> Vectors:
    """Long texts first, so that texts of like length share a batch and the rest goes faster."""
    vectors = np.zeros((len(texts), encoder.info.dimensions), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
    for at in range(0, len(order), _BATCH):
        rows = order[at : at + _BATCH]
        vectors[rows] = encoder.encode([texts[row] for row in rows])
        progress(at + len(rows), len(texts))
    return vectors


def _language(written: str) -> str:
    """Empty where the text says too little to tell: it then counts as in any language."""
    guess = guess_language(written[:_READ])
    return guess.language if guess and guess.certainty >= _SURE else ""
