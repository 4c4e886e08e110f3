"""Which sentences of two texts are most alike: what may be shown, if it counts.

Sentences are cut from what a listing says field by field and line by line, not from its passages: a
passage is one line, in which a field without a full stop runs into the next, and into a file.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from matchmaker.ranking import explanation
from matchmaker.ranking.coverage import scale_of
from matchmaker.ranking.explanation import WORDS_ALIKE, Quotes, nearest
from matchmaker.services.disclosure import DisclosedText
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.removal import Pair
from matchmaker.services.vectors import BATCH, Progress, chunked, unrelated
from models import Passage

Positions = tuple[int, int]  # of the best passage of each; -1: not known by vectors
Texts = tuple[str, ...]
_ALL: Final = -1
_MOST_SENTENCES: Final = 120  # of one side that are compared
_BOILERPLATE: Final = 3  # listings that hold the same sentence
#: The share of an answer that two sentences have to reach to be shown: between two and three
#: deviations above what unrelated texts have in common.
_MEET: Final = 0.45


class Sides(NamedTuple):
    """The sentences of each side's best passage; ``dense``: they were chosen by vectors."""

    need: Texts
    document: Texts
    dense: bool


def statements(shown: DisclosedText) -> Texts:
    """The whole sentences of all that is said, each once; none runs on into another field."""
    said = "\n".join(filter(None, (shown.teaser, shown.body, *shown.expertise)))
    return tuple(dict.fromkeys(explanation.statements(said)))


def best_passages(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    pairs: Mapping[Pair, Positions | None],
    said: Mapping[int, Texts],
) -> dict[Pair, Sides]:
    """What a search has told, or tells now; a pair that the engine does not hold is left out.

    ``said``: the ``statements`` of each listing.
    """
    stored = _passages(session, sorted({key for pair in pairs for key in pair}))
    found: dict[Pair, Sides] = {}
    for (need, document), told in pairs.items():
        positions = told or engine.best_passages(need, document)
        if positions is not None:
            ours = _standing(said[need], stored[need], positions[0])
            theirs = _standing(said[document], stored[document], positions[1])
            dense = encoder is not None and _ALL not in positions
            found[need, document] = Sides(ours, theirs, dense)
    return found


def near(
    session: Session,
    encoder: Encoder | None,
    compared: Mapping[Pair, Sides],
    progress: Progress,
) -> dict[Pair, list[Quotes]]:
    """The sentences of the best passages that are alike, best first; none where all are strangers.

    Each sentence is encoded once, each pair of passages compared once.
    """
    all_sides = list(dict.fromkeys(compared.values()))
    vectors: dict[str, NDArray[np.float32]] = {}
    least = 0.0
    if encoder is not None:
        dense = [sides for sides in all_sides if sides.dense]
        wanted = dict.fromkeys(s for sides in dense for texts in sides[:2] for s in texts)
        vectors = _encode(encoder, list(wanted), progress)
        least = _least(session, encoder)
    found = {
        sides: nearest(sides.need, sides.document, vectors, least=least)
        if sides.dense
        else nearest(sides.need, sides.document, least=WORDS_ALIKE)
        for sides in all_sides
    }
    return {pair: found[sides] for pair, sides in compared.items()}


def elsewhere(need: Texts, document: Texts) -> list[Quotes]:
    """The same by words, from all of both texts."""
    return nearest(need[:_MOST_SENTENCES], document[:_MOST_SENTENCES], least=WORDS_ALIKE)


def boilerplate(said: Mapping[int, Texts]) -> frozenset[str]:
    """Sentences that stand in several of these listings."""
    holders = Counter(sentence for texts in said.values() for sentence in texts)
    return frozenset(s for s, listings in holders.items() if listings >= _BOILERPLATE)


def _standing(said: Texts, passages: Mapping[int, str], position: int) -> Texts:
    """The statements that stand in one passage, or in any of them."""
    chosen = list(passages.values()) if position == _ALL else [passages[position]]
    found = (sentence for sentence in said if any(sentence in passage for passage in chosen))
    return tuple(islice(found, _MOST_SENTENCES))


def _least(session: Session, encoder: Encoder) -> float:
    """The cosine from which two sentences are said to meet; 0 where too few texts tell it."""
    background = unrelated(session, encoder.info.key)
    return 0.0 if background is None else scale_of(background).at(_MEET)


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


def _encode(
    encoder: Encoder, sentences: Sequence[str], progress: Progress
) -> dict[str, NDArray[np.float32]]:
    vectors: dict[str, NDArray[np.float32]] = {}
    for batch in chunked(sentences, BATCH):
        vectors |= zip(batch, encoder.encode(batch), strict=True)
        progress("Comparing sentences", len(vectors), len(sentences))
    return vectors
