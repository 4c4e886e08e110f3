"""Innovation partnerships as a reader may see them: members, listings, and what came of them.

A listing belongs to a partnership when it names it and its owner is a member. Others than the
secretariat see the listings that they may read in full: that a blind one belongs to a group of a
few organizations would half tell whose it is. Small counts are not told apart, and requests are not
counted for others: whoever asks for a blind listing could see whether the count grows.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectin_polymorphic, selectinload

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, visible
from matchmaker.services.introduction_lists import WITH_PARTIES
from matchmaker.services.introduction_views import IntroductionView, view_introduction
from matchmaker.services.listing_views import ListingView, view
from models import (
    Introduction,
    IntroductionParty,
    Listing,
    Offer,
    Organization,
    Outcome,
    Partnership,
    PartnershipMember,
)
from models import vocabulary as v

#: Counts below this could point at one organization.
SMALLEST_COUNT: Final = 5
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Member:
    reference: str
    name: str
    type: str
    country: str
    fictional: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One partnership of the list."""

    reference: str
    name: str
    summary: str
    countries: tuple[str, ...]
    members: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts as text: exact for the secretariat, else in steps of ``SMALLEST_COUNT``."""

    introductions: tuple[tuple[str, str], ...]  # label, count
    outcomes: tuple[tuple[str, str], ...]
    abatement_t_per_year: float | None  # confirmed; ``None`` where it would tell of a few


@dataclass(frozen=True, slots=True)
class PartnershipView:
    reference: str
    name: str
    summary: str
    website: str
    countries: tuple[str, ...]
    began_on: dt.date | None
    members: tuple[Member, ...]
    listings: tuple[tuple[str, tuple[ListingView, ...]], ...]  # label of the kind, the listings
    figures: Figures
    cases: tuple[IntroductionView, ...]  # the secretariat's alone


def cards(session: Session, actor: Actor) -> list[Card]:
    """Every partnership, those of the reader's organizations first."""
    query = (
        select(Partnership).options(selectinload(Partnership.members)).order_by(Partnership.name)
    )
    found = [
        Card(
            reference=row.reference,
            name=row.name,
            summary=row.summary,
            countries=tuple(v.COUNTRIES.label(code) for code in row.countries),
            members=len(row.members),
            mine=any(m.organization_id in actor.organization_ids for m in row.members),
        )
        for row in session.scalars(visible(query, actor, Permission.PARTNERSHIP_READ))
    ]
    return sorted(found, key=lambda card: (not card.mine, card.name))


def names_of(session: Session, organization: Organization) -> list[tuple[str, str]]:
    """``(reference, name)`` of the partnerships that the organization is a member of."""
    query = (
        select(Partnership.reference, Partnership.name)
        .join(PartnershipMember)
        .where(PartnershipMember.organization_id == organization.id)
        .order_by(Partnership.name)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def show(session: Session, actor: Actor, partnership: Partnership) -> PartnershipView:
    """The page of one partnership for one reader. One of the secretariat who also belongs to a
    member, or has an interest in one, reads it as members do.
    """
    sees_all = allows(actor, Permission.DESK_ORGANIZATIONS)
    return PartnershipView(
        reference=partnership.reference,
        name=partnership.name,
        summary=partnership.summary,
        website=partnership.website,
        countries=tuple(v.COUNTRIES.label(code) for code in partnership.countries),
        began_on=partnership.began_on,
        members=_members(session, partnership),
        listings=_listings(session, actor, partnership),
        figures=_figures(session, partnership, exact=sees_all),
        cases=_cases(session, actor, partnership) if sees_all else (),
    )


def belongs(partnership: Partnership) -> ColumnElement[bool]:
    """Whether a listing of the query belongs to the partnership."""
    owner_is_member = exists(
        select(PartnershipMember.id).where(
            PartnershipMember.partnership_id == partnership.id,
            PartnershipMember.organization_id == Listing.organization_id,
        )
    )
    return and_(Listing.partnership == partnership.name, owner_is_member)


def introductions_of(partnership: Partnership) -> Select[int]:
    """The ids of the introductions in which a listing of the partnership takes part."""
    return (
        select(IntroductionParty.introduction_id)
        .join(Listing, Listing.id == IntroductionParty.listing_id)
        .where(belongs(partnership))
    )


def _members(session: Session, partnership: Partnership) -> tuple[Member, ...]:
    query = (
        select(Organization)
        .join(PartnershipMember, PartnershipMember.organization_id == Organization.id)
        .where(PartnershipMember.partnership_id == partnership.id)
        .order_by(Organization.country, Organization.name)
    )
    return tuple(
        Member(
            row.reference,
            row.name,
            v.ORGANIZATION_TYPES.label(row.type),
            v.COUNTRIES.label(row.country),
            row.fictional,
        )
        for row in session.scalars(query)
    )


def _listings(
    session: Session, actor: Actor, partnership: Partnership
) -> tuple[tuple[str, tuple[ListingView, ...]], ...]:
    query = (
        select(Listing)
        .where(belongs(partnership), Listing.state == "published")
        .order_by(Listing.published_at.desc(), Listing.id.desc())
        .limit(_SHOWN)
        .options(
            joinedload(Listing.organization),
            selectinload(Listing.hidden_from),
            selectin_polymorphic(Listing, [Offer]),
        )
    )
    rows = session.scalars(visible(query, actor, Permission.LISTING_READ_FULL)).all()
    kinds = {kind: [row for row in rows if row.kind == kind] for kind in v.LISTING_KINDS}
    return tuple(
        (v.LISTING_KINDS.label(kind), tuple(view(actor, row) for row in found))
        for kind, found in kinds.items()
        if found
    )


def _figures(session: Session, partnership: Partnership, *, exact: bool) -> Figures:
    mine = introductions_of(partnership)
    states = _counted(
        session,
        select(Introduction.state, func.count())
        .where(Introduction.id.in_(mine))
        .group_by(Introduction.state),
    )
    stages = _counted(
        session,
        select(Outcome.stage, func.count(Outcome.introduction_id.distinct()))
        .where(Outcome.introduction_id.in_(mine), Outcome.confirmed_at.is_not(None))
        .group_by(Outcome.stage),
    )
    abatement = _abatement(session, mine)
    requested = [("Requested", sum(states.values()))] if exact else []
    return Figures(
        introductions=_told([*requested, ("Introduced", states.get("introduced", 0))], exact=exact),
        outcomes=_told(_reached(stages, exact=exact), exact=exact),
        abatement_t_per_year=_sum(abatement, exact=exact),
    )


def _abatement(session: Session, introductions: Select[int]) -> list[float]:
    """The latest confirmed figure of each introduction: a plant follows its licence, and is it."""
    query = (
        select(Outcome.introduction_id, Outcome.abatement_t_per_year)
        .where(
            Outcome.introduction_id.in_(introductions),
            Outcome.confirmed_at.is_not(None),
            Outcome.abatement_t_per_year.is_not(None),
        )
        .order_by(Outcome.happened_on, Outcome.id)
    )
    latest = {row[0]: row[1] for row in session.execute(query)}
    return [figure for figure in latest.values() if figure is not None]


def _counted(session: Session, query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def _told(counts: list[tuple[str, int]], *, exact: bool) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(count) if exact else _roughly(count)) for label, count in counts)


def _roughly(count: int) -> str:
    """In steps, so that today's count less that of a report or of yesterday tells of nobody."""
    if count < SMALLEST_COUNT:
        return f"< {SMALLEST_COUNT}"
    return f"{count // SMALLEST_COUNT * SMALLEST_COUNT} or more"


def _sum(abatement: list[float], *, exact: bool) -> float | None:
    if exact:
        return sum(abatement)
    return _two_digits(sum(abatement)) if len(abatement) >= SMALLEST_COUNT else None


def _two_digits(figure: float) -> float:
    """Two significant digits: what one plant adds is not told by the difference of two sums."""
    return float(f"{figure:.1e}")


def _reached(stages: dict[str, int], *, exact: bool) -> list[tuple[str, int]]:
    """The stages in their order; a stage of few is not even named to others."""
    least = 1 if exact else SMALLEST_COUNT
    return [
        (v.OUTCOME_STAGES.label(stage), stages[stage])
        for stage in v.OUTCOME_STAGES
        if stages.get(stage, 0) >= least
    ]


def _cases(
    session: Session, actor: Actor, partnership: Partnership
) -> tuple[IntroductionView, ...]:
    query = (
        select(Introduction)
        .where(Introduction.id.in_(introductions_of(partnership)))
        .order_by(Introduction.requested_at.desc(), Introduction.id.desc())
        .limit(_SHOWN)
        .options(*WITH_PARTIES)
    )
    rows = session.scalars(visible(query, actor, Permission.INTRODUCTION_READ))
    return tuple(view_introduction(actor, row) for row in rows)
