"""How many answers there are, whether they are enough to learn from, and what bands kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from matchmaker.ranking.shares import Share, share
from matchmaker.services.feedback_labels import Label, Pair
from matchmaker.services.vectors import chunked
from models import Match
from models import vocabulary as v

LEAST_PAIRS: Final = 200
LEAST_NEEDS: Final = 30
LEAST_OF_EACH: Final = 30


@dataclass(frozen=True, slots=True)
class Supply:
    """Labelled pairs: of how many needs, and how many of each kind."""

    pairs: int
    needs: int
    relevant: int
    irrelevant: int

    @property
    def is_enough(self) -> bool:
        return all(have >= least for _, have, least in self.rows)

    @property
    def rows(self) -> tuple[tuple[str, int, int], ...]:
        """What is counted, how many there are, how many there must be."""
        return (
            ("answered pairs", self.pairs, LEAST_PAIRS),
            ("needs with answers", self.needs, LEAST_NEEDS),
            ("pairs that fit", self.relevant, LEAST_OF_EACH),
            ("pairs that do not fit", self.irrelevant, LEAST_OF_EACH),
        )

    def __str__(self) -> str:
        return ", ".join(f"{have} of {least} {what}" for what, have, least in self.rows)


@dataclass(frozen=True, slots=True)
class BandKept:
    """Of the answered pairs that stand in a band now: the mean score, and the share that fits."""

    band: str
    promised: float
    observed: Share


def supply_of(pairs: Iterable[tuple[int, bool]]) -> Supply:
    """Of labels as need and relevance."""
    held = list(pairs)
    relevant = sum(is_relevant for _, is_relevant in held)
    return Supply(len(held), len({need for need, _ in held}), relevant, len(held) - relevant)


def bands_kept(session: Session, labels: Sequence[Label]) -> list[BandKept]:
    """Band by band, best first; one without an answered pair is left out."""
    scores = _scores(session, labels)
    found: dict[str, list[tuple[float, bool]]] = {}
    for label in labels:
        if standing := scores.get((label.need, label.document)):
            band, score = standing
            found.setdefault(band, []).append((score, label.relevant))
    return [
        BandKept(
            band,
            sum(score for score, _ in found[band]) / len(found[band]),
            share(sum(relevant for _, relevant in found[band]), len(found[band])),
        )
        for band in v.BANDS
        if band in found
    ]


def _scores(session: Session, labels: Iterable[Label]) -> dict[Pair, tuple[str, float]]:
    """Need and document → band and score, which are the same in the lists of both."""
    pairs = [(label.need, label.document) for label in labels]
    both_ways = {ids: pair for pair in pairs for ids in (pair, pair[::-1])}
    ids = tuple_(Match.listing_id, Match.counterpart_id)
    found = {}
    for chunk in chunked(list(both_ways)):
        query = select(Match.listing_id, Match.counterpart_id, Match.band, Match.score)
        for ours, theirs, band, score in session.execute(query.where(ids.in_(chunk))):
            found[both_ways[ours, theirs]] = band, score
    return found
