"""A listing's stored matches as the secretariat sees them, for the command line."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import NotFound
from matchmaker.phrases import phrase
from matchmaker.ranking.argument import Argument, argument
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
    is_blind: bool  # one of the two listings

    @property
    def argument(self) -> Argument:
        """What was checked, what speaks for the match, and what against it."""
        return argument(self.reasons, blind=self.is_blind)


def match_rows(session: Session, reference: str, *, limit: int) -> list[MatchRow]:
    """The first ``limit`` matches; ``NotFound`` when there is no such listing."""
    listing = session.scalars(
        select(Listing).where(Listing.reference == reference.upper())
    ).one_or_none()
    if listing is None:
        raise NotFound(phrase('There is no listing "%(reference)s".', reference=reference))
    query = (
        select(Match)
        .where(Match.listing_id == listing.id)
        .order_by(Match.rank)
        .limit(limit)
        .options(joinedload(Match.counterpart).joinedload(Listing.organization))
    )
    return [_row(listing, match) for match in session.scalars(query)]


def _row(listing: Listing, match: Match) -> MatchRow:
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
        is_blind="blind" in (listing.disclosure, other.disclosure),
    )
