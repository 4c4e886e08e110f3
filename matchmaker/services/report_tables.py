"""Tables of what was posted, asked for and reported: activities, directions, institutes, events."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from matchmaker.documents.figures import Draft, Figures, Share
from matchmaker.phrases import N_
from matchmaker.services.report_grid import (
    ALL,
    STEPS,
    Facts,
    Line,
    activity_rows,
    by_activity,
    chain,
    lines,
    part,
)
from matchmaker.services.report_introductions import DIRECTIONS
from models import vocabulary as v

_BANDS: Final = {"strong": N_("Strong matches"), "good": N_("Good matches")}
_COUNTED: Final = {
    "supply": N_("Offers and capabilities published"),
    "requested": N_("Introductions requested"),
    "approved": N_("Introductions approved"),
    "introduced": N_("Introduced"),
    "confirmed": N_("Outcomes confirmed"),
}
_INSTITUTE: Final = "with an institute"


def listings(facts: Facts, figures: Figures) -> Draft:
    """Supply, needs and matches: everything first, then each activity as a part of it."""
    needs = [row for row in facts.listings if row.kind == "need"]
    by_activity(figures, "supply", [(row.activities, 1) for row in facts.supply])
    by_activity(figures, "need", [(row.activities, 1) for row in needs])
    for band in _BANDS:
        found = [(row.activities, facts.matches.get((row.id, band), 0)) for row in facts.supply]
        by_activity(figures, band, found)
    columns = {"supply": N_("Offers and capabilities"), "need": N_("Needs"), **_BANDS}
    return Draft(
        "listings",
        N_("Listings published, and their matches"),
        list(columns.items()),
        lines(activity_rows(), list(columns)),
        N_(
            "Matches of these offers and capabilities with needs, as stored on the day of the "
            "snapshot. A listing may belong to several activities, or to none."
        ),
        "supply",
    )


def introductions(facts: Facts, figures: Figures) -> Draft:
    """How far the requests of the period came, and the outcomes of the period."""
    for step in STEPS:
        by_activity(figures, step, [(case.activities, 1) for case in facts.at(step)])
    for measure, told in (("outcome", facts.outcomes), ("confirmed", facts.confirmed)):
        by_activity(figures, measure, [(facts.activities_of(one), 1) for one in told])
    for group in (ALL, *v.PILLAR_ACTIVITIES):
        chain(figures, list(STEPS), group)
        chain(figures, ("outcome", "confirmed"), group)
    columns = {**STEPS, "outcome": N_("Outcomes reported"), "confirmed": N_("Outcomes confirmed")}
    return Draft(
        "introductions",
        N_("Introductions and outcomes"),
        list(columns.items()),
        lines(activity_rows(), list(columns)),
        N_(
            "Introductions that were requested in the period, as they stood on the day of the "
            "snapshot; outcomes that happened in the period, of whichever introduction."
        ),
        "requested",
    )


def directions(facts: Facts, figures: Figures) -> Draft:
    """South–South, North–South and North–North, of what was requested and introduced."""
    measures = ("requested", "introduced")
    for measure in measures:
        found = Counter(case.direction for case in facts.at(measure))
        parts = [figures.count(f"{measure}|{code}", found[code]) for code in DIRECTIONS]
        figures.partition(f"{measure}|{ALL}", parts)
    for code in DIRECTIONS:
        chain(figures, measures, code)
    rows = [
        (code, label, [*cells, Share(f"introduced|{code}", f"introduced|{ALL}")])
        for code, label, cells in lines(DIRECTIONS.items(), measures)
    ]
    columns = [(name, STEPS[name]) for name in measures]
    return Draft(
        "directions",
        N_("South–South, North–South, North–North"),
        [*columns, ("share", N_("Share of introduced"))],
        [*rows, (ALL, N_("All"), [f"requested|{ALL}", f"introduced|{ALL}", None])],
        chart="requested",
    )


def institutes(facts: Facts, figures: Figures) -> Draft:
    """The part that research institutes have in each figure."""
    numbers = {
        "supply": sum(row.by_institute for row in facts.supply),
        **{step: sum(case.with_institute for case in facts.at(step)) for step in STEPS},
        "confirmed": sum(
            facts.of_outcomes[outcome.introduction_id].with_institute for outcome in facts.confirmed
        ),
    }
    for measure, number in numbers.items():
        part(figures, measure, _INSTITUTE, number)
    chain(figures, list(STEPS), _INSTITUTE)
    rows: list[Line] = []
    for measure, label in _COUNTED.items():
        own, whole = f"{measure}|{_INSTITUTE}", f"{measure}|{ALL}"
        rows.append((measure, label, [own, whole, Share(own, whole)]))
    columns = [("institute", N_("With an institute")), (ALL, N_("All")), ("share", N_("Share"))]
    return Draft("institutes", N_("The part of research institutes"), columns, rows)


def milestones(facts: Facts, figures: Figures) -> Draft:
    """What members have reported in the period, by event and state."""
    events: Mapping[str, str] = {**v.SUMMITS.labels, ALL: N_("All events")}
    states: Mapping[str, str] = {**v.MILESTONE_STATES.labels, ALL: N_("All")}
    for event in events:
        for state in states:
            number = sum(
                event in (ALL, one.event) and state in (ALL, one.state) for one in facts.milestones
            )
            figures.count(f"{state}|{event}", number)
    for event in events:
        figures.partition(f"{ALL}|{event}", [f"{s}|{event}" for s in v.MILESTONE_STATES])
    for state in states:
        figures.partition(f"{state}|{ALL}", [f"{state}|{e}" for e in v.SUMMITS])
    return Draft(
        "milestones",
        N_("Milestones reported for COPs and summits"),
        list(states.items()),
        lines(events.items(), list(states)),
        N_("Milestones that members entered in the period, in their present state."),
        ALL,
    )
