"""The two sentences that match, for the rows that are shown first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from matchmaker.ranking.explanation import Evidence, nearest, quotable
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.vectors import BATCH, Progress, chunked
from models import Passage

Pair = tuple[int, int]  # need, document
Positions = tuple[int, int]  # of the best passage of each; -1: not known by vectors
Texts = tuple[str, ...]  # the passages of one side that are compared
_ALL: Final = -1


def find_evidence(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    pairs: Mapping[Pair, Positions | None],
    *,
    progress: Progress = lambda _phase, _done, _total: None,
) -> dict[Pair, Evidence]:
    """The nearest sentences of each pair's best passages; a pair without any is left out.

    ``pairs`` says which passages those are, where a search has just told; else one is made.
    Each sentence is encoded once, each pair of passages compared once. Where a side has no
    vectors, or no encoder is there, shared words decide over all of its text.
    """
    texts = _best_passages(session, engine, pairs)
    quotes = {side: _quotes(side) for sides in texts.values() for side in sides}
    vectors: dict[str, NDArray[np.float32]] = {}
    if encoder is not None:
        dense = [sides for sides in texts.values() if all(len(side) == 1 for side in sides)]
        wanted = dict.fromkeys(s for sides in dense for side in sides for s in quotes[side])
        vectors = _encode(encoder, list(wanted), progress)
    compared: dict[tuple[Texts, Texts], Evidence | None] = {}
    for sides in texts.values():
        if sides not in compared:
            need, document = quotes[sides[0]], quotes[sides[1]]
            known = all(sentence in vectors for sentence in (*need, *document))
            compared[sides] = nearest(need, document, vectors if vectors and known else None)
    found = {pair: compared[sides] for pair, sides in texts.items()}
    return {pair: evidence for pair, evidence in found.items() if evidence is not None}


def _best_passages(
    session: Session, engine: MatchingEngine, pairs: Mapping[Pair, Positions | None]
) -> dict[Pair, tuple[Texts, Texts]]:
    stored = _passages(session, sorted({key for pair in pairs for key in pair}))
    found: dict[Pair, tuple[Texts, Texts]] = {}
    for (need, document), told in pairs.items():
        positions = told or engine.best_passages(need, document)
        if positions is not None:
            ours = _chosen(stored[need], positions[0])
            found[need, document] = ours, _chosen(stored[document], positions[1])
    return found


def _chosen(passages: Mapping[int, str], position: int) -> Texts:
    return tuple(passages.values()) if position == _ALL else (passages[position],)


def _passages(session: Session, keys: Sequence[int]) -> Mapping[int, dict[int, str]]:
    """Listing → position → text, in order."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for chunk in chunked(keys):
        query = (
            select(Passage.listing_id, Passage.position, Passage.text)
            .where(Passage.listing_id.in_(chunk))
            .order_by(Passage.listing_id, Passage.position)
        )
        for listing_id, position, text in session.execute(query):
            found[listing_id][position] = text
    return found


def _quotes(passages: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sentence for text in passages for sentence in quotable(text)))


def _encode(
    encoder: Encoder, sentences: Sequence[str], progress: Progress
) -> dict[str, NDArray[np.float32]]:
    vectors: dict[str, NDArray[np.float32]] = {}
    for batch in chunked(sentences, BATCH):
        vectors |= zip(batch, encoder.encode(batch), strict=True)
        progress("Comparing sentences", len(vectors), len(sentences))
    return vectors
