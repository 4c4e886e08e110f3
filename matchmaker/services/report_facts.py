"""The listings and matches that a report counts, as bare facts: no name or text comes so far."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from matchmaker.services.report_activities import of_listing
from models import Listing, Match, Milestone, Offer, Organization

#: The offers' own columns alone: the whole entity would join the listings again.
_OFFER: Final = Offer.metadata.tables["offers"]
#: Ever published: what has ended since counts in the year of its publication.
_AFTER_PUBLICATION: Final = ("published", "expired", "withdrawn")


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in UTC, the last one included."""

    start: dt.date
    end: dt.date

    @property
    def begins(self) -> dt.datetime:
        return dt.datetime.combine(self.start, dt.time(), dt.UTC)

    @property
    def ends(self) -> dt.datetime:
        """The first moment that does not count any more."""
        return dt.datetime.combine(self.end + dt.timedelta(days=1), dt.time(), dt.UTC)


@dataclass(frozen=True, slots=True)
class ListingFact:
    id: int
    kind: str
    sectors: tuple[str, ...]
    country: str
    is_blind: bool
    by_institute: bool
    activities: frozenset[str]


@dataclass(frozen=True, slots=True)
class MilestoneFact:
    organization_id: int
    event: str
    state: str


def listings(
    session: Session, period: Period, *conditions: ColumnElement[bool]
) -> list[ListingFact]:
    """Those that were published first within the period, whether or not they have ended."""
    query = (
        select(
            Listing.id,
            Listing.kind,
            Listing.sectors,
            Listing.collaborations,
            Listing.disclosure,
            _OFFER.c.type,
            Organization.type,
            Organization.country,
        )
        .join(Organization, Organization.id == Listing.organization_id)
        .outerjoin(_OFFER, _OFFER.c.id == Listing.id)
        .where(
            Listing.state.in_(_AFTER_PUBLICATION),
            Listing.published_at >= period.begins,
            Listing.published_at < period.ends,
            *conditions,
        )
    )
    return [
        ListingFact(
            id=row[0],
            kind=row[1],
            sectors=tuple(row[2]),
            country=row[7],
            is_blind=row[4] == "blind",
            by_institute=row[6] == "institute",
            activities=of_listing(row[1], row[5] or "", row[3], row[6]),
        )
        for row in session.execute(query)
    ]


def match_counts(session: Session, listing_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """``(supply listing, band)`` → stored matches with needs."""
    need = select(Listing.id).where(Listing.kind == "need", Listing.state == "published")
    query = (
        select(Match.listing_id, Match.band, func.count())
        .where(Match.counterpart_id.in_(need), Match.band.in_(("strong", "good")))
        .group_by(Match.listing_id, Match.band)
    )
    wanted = set(listing_ids)
    return {(row[0], row[1]): row[2] for row in session.execute(query) if row[0] in wanted}


def milestones(
    session: Session, period: Period, *conditions: ColumnElement[bool]
) -> list[MilestoneFact]:
    """Those that members entered in the period, in their present state."""
    query = select(Milestone.organization_id, Milestone.event, Milestone.state).where(
        Milestone.created_at >= period.begins, Milestone.created_at < period.ends, *conditions
    )
    return [MilestoneFact(owner, event, state) for owner, event, state in session.execute(query)]
