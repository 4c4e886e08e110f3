"""The sections of a report in their order, and the figures that may be told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.documents.figures import Draft, Figures
from matchmaker.documents.report import Section
from matchmaker.phrases import N_
from matchmaker.services import report_facts, report_introductions
from matchmaker.services import report_places as places
from matchmaker.services import report_tables as tables
from matchmaker.services import report_way as way
from matchmaker.services.report_facts import Period
from matchmaker.services.report_grid import Facts

#: Changed whenever something is counted, tied together or withheld in another way.
RULES: Final = "2026-2"
Maker = Callable[[Facts, Figures], Draft]


@dataclass(frozen=True, slots=True)
class Plan:
    """A section: what it says first, and the tables that it is made of."""

    code: str
    title: str
    lead: str
    makers: Sequence[Maker]


SECTIONS: Final = (
    Plan(
        "activities",
        N_("Activities of pillar 2"),
        N_(
            "What members shared and looked for in each activity of technology transfer and "
            "co-development, and how far it came."
        ),
        (tables.listings, tables.introductions),
    ),
    Plan(
        "directions",
        N_("Partners from South and North"),
        N_("Between which economies introductions were requested and made."),
        (tables.directions,),
    ),
    Plan(
        "institutes",
        N_("Research institutes"),
        N_("Institutes bring laboratories, pilots and people who know how; here is their part."),
        (tables.institutes,),
    ),
    Plan(
        "way",
        N_("From request to introduction"),
        N_("What became of the requests, how long parties waited, and why some were refused."),
        (way.funnel, way.waiting, way.refusals),
    ),
    Plan(
        "outcomes",
        N_("What came of introductions"),
        N_(
            "Stages that a party reported and another confirmed, and the emissions that they avoid."
        ),
        (way.outcomes, way.abatement, way.methods),
    ),
    Plan(
        "milestones",
        N_("Milestones for COPs and summits"),
        N_("What members set themselves, and what they have reached."),
        (tables.milestones,),
    ),
    Plan(
        "places",
        N_("Sectors and countries"),
        N_("Where offers, needs and capabilities come from."),
        (places.sectors, places.countries),
    ),
)


def gather(session: Session, period: Period) -> Facts:
    """Read what there is now of the period."""
    listings = report_facts.listings(session, period)
    outcomes = report_introductions.outcomes(session, period)
    cases = report_introductions.with_ids(session, (o.introduction_id for o in outcomes))
    supply = [row.id for row in listings if row.kind != "need"]
    return Facts(
        listings=listings,
        matches=report_facts.match_counts(session, supply),
        requested=report_introductions.requested(session, period),
        outcomes=outcomes,
        of_outcomes={case.id: case for case in cases},
        milestones=report_facts.milestones(session, period),
    )


def sections(
    facts: Facts,
    plans: Sequence[Plan] = SECTIONS,
    guard: Callable[[Figures], None] = lambda _figures: None,
) -> tuple[Section, ...]:
    """Every table, with all small counts of all tables withheld together.

    ``guard`` says what else must be withheld, once everything is counted.
    """
    figures = Figures()
    drafts = {plan.code: [make(facts, figures) for make in plan.makers] for plan in plans}
    guard(figures)
    hidden = figures.withheld()
    return tuple(
        Section(
            plan.code,
            plan.title,
            plan.lead,
            tuple(figures.table(draft, hidden) for draft in drafts[plan.code] if draft.rows),
        )
        for plan in plans
    )
