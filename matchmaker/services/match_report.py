"""A listing's stored matches as the secretariat sees them, for the command line."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import NotFound
from models import Listing, Match


@dataclass(frozen=True, slots=True)
class MatchRow:
    """``reasons`` and ``evidence`` as in ``models.match``."""

    rank: int
    reference: str
    kind: str
    title: str
    organization: str
    band: str
    score: float
    reasons: list[dict[str, Any]]
    evidence: dict[str, Any]


def match_rows(session: Session, reference: str, *, limit: int) -> list[MatchRow]:
    """The first ``limit`` matches; ``NotFound`` when there is no such listing."""
    listing_id = session.scalar(select(Listing.id).where(Listing.reference == reference.upper()))
    if listing_id is None:
        raise NotFound(f'There is no listing "{reference}".')
    query = (
        select(Match)
        .where(Match.listing_id == listing_id)
        .order_by(Match.rank)
        .limit(limit)
        .options(joinedload(Match.counterpart).joinedload(Listing.organization))
    )
    return [_row(match) for match in session.scalars(query)]


def _row(match: Match) -> MatchRow:
    other = match.counterpart
    return MatchRow(
        rank=match.rank,
        reference=other.reference,
        kind=other.kind,
        title=other.title,
        organization=other.organization.name,
        band=match.band,
        score=match.score,
        reasons=match.reasons,
        evidence=match.evidence,
    )
