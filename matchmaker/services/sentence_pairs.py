"""Which sentences of two texts are most alike: what may be shown, if it counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from embeddings.text import clean
from matchmaker.ranking.explanation import Quotes, nearest, quotable
from matchmaker.services.disclosure import DisclosedText
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.removal import Pair
from matchmaker.services.vectors import BATCH, Progress, chunked
from models import Passage

Positions = tuple[int, int]  # of the best passage of each; -1: not known by vectors
Texts = tuple[str, ...]
_ALL: Final = -1
_MOST_SENTENCES: Final = 120  # of one side that are compared
_BOILERPLATE: Final = 3  # listings that hold the same sentence


class Sides(NamedTuple):
    """The passages of each side that are compared; ``dense``: one each, chosen by vectors."""

    need: Texts
    document: Texts
    dense: bool


def best_passages(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    pairs: Mapping[Pair, Positions | None],
) -> dict[Pair, Sides]:
    """What a search has told, or tells now; a pair that the engine does not hold is left out."""
    stored = _passages(session, sorted({key for pair in pairs for key in pair}))
    found: dict[Pair, Sides] = {}
    for (need, document), told in pairs.items():
        positions = told or engine.best_passages(need, document)
        if positions is not None:
            ours = _chosen(stored[need], positions[0])
            theirs = _chosen(stored[document], positions[1])
            dense = encoder is not None and _ALL not in positions
            found[need, document] = Sides(ours, theirs, dense)
    return found


def near(
    encoder: Encoder | None, compared: Mapping[Pair, Sides], progress: Progress
) -> dict[Pair, list[Quotes]]:
    """The sentences of the best passages that are most alike, best first.

    Each sentence is encoded once, each pair of passages compared once.
    """
    all_sides = list(dict.fromkeys(compared.values()))
    quotes = {texts: _quotes(texts) for sides in all_sides for texts in sides[:2]}
    vectors: dict[str, NDArray[np.float32]] = {}
    if encoder is not None:
        dense = [sides for sides in all_sides if sides.dense]
        wanted = dict.fromkeys(s for sides in dense for texts in sides[:2] for s in quotes[texts])
        vectors = _encode(encoder, list(wanted), progress)
    found = {
        sides: nearest(quotes[sides.need], quotes[sides.document], vectors if sides.dense else None)
        for sides in all_sides
    }
    return {pair: found[sides] for pair, sides in compared.items()}


def elsewhere(need: DisclosedText, document: DisclosedText) -> list[Quotes]:
    """The same by words, from all of both texts."""
    ours, theirs = (
        _quotes(clean(part) for part in (shown.teaser, shown.body, *shown.expertise) if part)
        for shown in (need, document)
    )
    return nearest(ours, theirs)


def boilerplate(compared: Mapping[Pair, Sides]) -> frozenset[str]:
    """Sentences that stand in several of these listings."""
    holders: dict[str, set[int]] = defaultdict(set)
    for pair, sides in compared.items():
        for key, texts in zip(pair, sides[:2], strict=True):
            for sentence in _quotes(texts):
                holders[sentence].add(key)
    return frozenset(s for s, keys in holders.items() if len(keys) >= _BOILERPLATE)


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
    found = dict.fromkeys(sentence for text in passages for sentence in quotable(text))
    return list(found)[:_MOST_SENTENCES]


def _encode(
    encoder: Encoder, sentences: Sequence[str], progress: Progress
) -> dict[str, NDArray[np.float32]]:
    vectors: dict[str, NDArray[np.float32]] = {}
    for batch in chunked(sentences, BATCH):
        vectors |= zip(batch, encoder.encode(batch), strict=True)
        progress("Comparing sentences", len(vectors), len(sentences))
    return vectors
