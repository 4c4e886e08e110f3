"""A report of one partnership: its open listings, its introductions, its members' milestones.

Its readers are few and know their own part, and the partnership's page shows its open listings. So
blind listings are not counted; and no count is told that would leave one to four, or none, to
whoever takes away the own cases, or what the whole network's report of the same period tells.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.documents.figures import Draft, Figures
from matchmaker.documents.report import Section
from matchmaker.documents.suppression import SMALLEST
from matchmaker.phrases import N_
from matchmaker.services import report_facts, report_introductions
from matchmaker.services import report_places as places
from matchmaker.services import report_tables as tables
from matchmaker.services import report_way as way
from matchmaker.services.partnerships import belongs, introductions_of
from matchmaker.services.report_facts import Period
from matchmaker.services.report_figures import SECTIONS, Plan, gather, sections
from matchmaker.services.report_grid import Facts, activity_rows, by_activity, lines
from models import (
    Introduction,
    Listing,
    Milestone,
    Organization,
    Outcome,
    Partnership,
)


def listings(facts: Facts, figures: Figures) -> Draft:
    """Supply and needs. Matches are left out: beside few listings they would tell of one."""
    sides = {"supply": facts.supply, "need": [x for x in facts.listings if x.kind == "need"]}
    for measure, own in sides.items():
        by_activity(figures, measure, [(row.activities, 1) for row in own])
    columns = {"supply": N_("Offers and capabilities"), "need": N_("Needs")}
    return Draft(
        "listings",
        N_("Open listings published"),
        list(columns.items()),
        lines(activity_rows(), list(columns)),
        N_(
            "Open listings of members that name the partnership. A listing may belong to several "
            "activities, or to none."
        ),
        "supply",
    )


_MAKERS: Final = {
    "activities": (listings, tables.introductions),
    "directions": (tables.directions,),
    "way": (way.funnel, way.waiting),
    "outcomes": (way.outcomes, way.abatement),
    "milestones": (tables.milestones,),
    "places": (places.sectors, places.countries),
}
#: As in the annual report, less what would point at single members of a small group.
PLANS: Final = tuple(
    Plan(plan.code, plan.title, plan.lead, _MAKERS[plan.code])
    for plan in SECTIONS
    if plan.code in _MAKERS
)
NOTE: Final = (
    N_("What this report leaves out"),
    N_(
        "It counts the open listings that belong to the partnership, the introductions in which "
        "any of its listings takes part, and the milestones of its members. Blind listings are not "
        "counted: in a small group a number would half tell whose they are. Tables of research "
        "institutes, of refusals, of methods and of matches are left out, as they would point at "
        "single members. A count is told only where at least five are left to whoever takes away "
        "the own ones, and to whoever subtracts it from the report of the whole network for the "
        "same days."
    ),
)


def narrowed(session: Session, period: Period, partnership: Partnership) -> Facts:
    """What there is now of the period in this partnership."""
    mine = introductions_of(partnership)
    outcomes = report_introductions.outcomes(session, period, Outcome.introduction_id.in_(mine))
    cases = report_introductions.with_ids(session, (o.introduction_id for o in outcomes))
    is_open = Listing.disclosure == "open"
    return Facts(
        listings=report_facts.listings(session, period, belongs(partnership), is_open),
        matches={},
        requested=report_introductions.requested(session, period, Introduction.id.in_(mine)),
        outcomes=outcomes,
        of_outcomes={case.id: case for case in cases},
        milestones=report_facts.milestones(
            session, period, Milestone.organization_id.in_(_member_ids(partnership))
        ),
    )


def told(session: Session, period: Period, partnership: Partnership) -> tuple[Section, ...]:
    """The sections of a partnership's report, as they may be told."""
    facts, network = narrowed(session, period, partnership), gather(session, period)
    return sections(facts, PLANS, lambda figures: protect(figures, facts, network))


def members(session: Session, partnership: Partnership) -> tuple[str, ...]:
    """The members' names, as on the partnership's page."""
    query = (
        select(Organization.name)
        .where(Organization.id.in_(_member_ids(partnership)))
        .order_by(Organization.name)
    )
    return tuple(session.scalars(query))


def protect(figures: Figures, facts: Facts, network: Facts) -> None:
    """Withhold what would tell a small count to one who knows the own part, or all the network."""
    around = _counts(network)
    for without in (facts_without(facts, one) for one in sorted(_organizations(facts))):
        left = _counts(without)
        figures.also |= {key for key in _printed(figures) if left[key] < SMALLEST}
    figures.also |= {key for key in _printed(figures) if _is_near(figures, around, key)}


def facts_without(facts: Facts, organization: int) -> Facts:
    """What is left when an organization takes away what it took part in; listings are open."""

    def others(case: report_introductions.IntroductionFact) -> bool:
        return organization not in case.organizations

    return replace(
        facts,
        requested=[case for case in facts.requested if others(case)],
        outcomes=[o for o in facts.outcomes if others(facts.of_outcomes[o.introduction_id])],
        milestones=[one for one in facts.milestones if one.organization_id != organization],
    )


def _is_near(figures: Figures, around: dict[str, int], key: str) -> bool:
    """Whether nearly all of the network's count is the partnership's. Listings are no secret."""
    about_listings = key.partition("|")[0] in _OPEN or key.startswith(("new ", "from "))
    return not about_listings and around[key] - figures.counts[key] < SMALLEST


_OPEN: Final = ("supply", "need")


def _printed(figures: Figures) -> Sequence[str]:
    return [key for key in figures.counts if key not in figures.implied | figures.slack]


def _counts(facts: Facts) -> dict[str, int]:
    figures = Figures()
    for plan in PLANS:
        for make in plan.makers:
            make(facts, figures)
    return figures.counts


def _organizations(facts: Facts) -> set[int]:
    cases = [*facts.requested, *facts.of_outcomes.values()]
    parties = {one for case in cases for one in case.organizations}
    return parties | {one.organization_id for one in facts.milestones}


def _member_ids(partnership: Partnership) -> Sequence[int]:
    return [member.organization_id for member in partnership.members]
