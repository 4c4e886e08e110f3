"""Tables of the way of introductions: what became of them, how long it took, what came of it."""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Final

from matchmaker.documents.figures import Draft, Figures, Known, Share
from matchmaker.phrases import N_
from matchmaker.services.report_grid import (
    ALL,
    Facts,
    Line,
    activity_rows,
    by_activity,
    chain,
    lines,
)
from matchmaker.services.report_introductions import OutcomeFact
from models import vocabulary as v

#: A sum is withheld when one part is more of it than this: the next largest could work it out.
DOMINANT: Final = 0.75
_ENDS: Final = {
    "introduced": N_("Introduced"),
    "declined": N_("Not taken up"),
    "expired": N_("Expired unanswered"),
    "refused": N_("Refused by the secretariat"),
    "withdrawn": N_("Withdrawn, or lapsed with a listing"),
    "open": N_("Still open"),
}
_DAY: Final = 86_400


def funnel(facts: Facts, figures: Figures) -> Draft:
    """What has become of the introductions that were requested in the period."""
    found = Counter(c.state if c.state in _ENDS else "open" for c in facts.requested)
    ends = {end: _end(end) for end in _ENDS}
    for end, key in ends.items():
        figures.count(key, found[end])
    figures.partition(f"requested|{ALL}", list(ends.values()))
    rows: list[Line] = [
        (end, _ENDS[end], [key, Share(key, f"requested|{ALL}")]) for end, key in ends.items()
    ]
    return Draft(
        "funnel",
        N_("What has become of the requests"),
        [("count", N_("Introductions")), ("share", N_("Share"))],
        [*rows, (ALL, N_("All requested"), [f"requested|{ALL}", None])],
        chart="count",
    )


def waiting(facts: Facts, figures: Figures) -> Draft:
    """Median days from the request to the decision, and from the decision to the names."""
    decided, names = "decided|all", f"introduced|{ALL}"
    to_decision = [
        (case.decided_at - case.requested_at).total_seconds()
        for case in facts.requested
        if case.decided_at
    ]
    to_names = [
        (case.introduced_at - case.decided_at).total_seconds()
        for case in facts.at("introduced")
        if case.introduced_at and case.decided_at
    ]
    figures.count(decided, len(to_decision))
    figures.part_of(decided, f"requested|{ALL}")
    return Draft(
        "waiting",
        N_("How long it takes"),
        [("count", N_("Introductions")), ("days", N_("Median days"))],
        [
            ("decision", N_("From request to decision"), [decided, _days(to_decision, decided)]),
            ("names", N_("From decision to names"), [names, _days(to_names, names)]),
        ],
    )


def refusals(facts: Facts, figures: Figures) -> Draft:
    """Which rule the secretariat gave for a refusal."""
    found = Counter(case.rule for case in facts.requested if case.state == "refused")
    rules = {**v.REFUSAL_RULES.labels, "other": N_("Another rule")}
    other = sum(number for rule, number in found.items() if rule not in v.REFUSAL_RULES)
    keys = [
        figures.count(f"rule|{code}", other if code == "other" else found[code]) for code in rules
    ]
    figures.partition(_end("refused"), keys)
    total = (ALL, N_("All refused"), [_end("refused")])
    rows = [*lines(rules.items(), ["rule"]), total]
    return Draft("refusals", N_("Refusals by rule"), [("count", N_("Introductions"))], rows)


def outcomes(facts: Facts, figures: Figures) -> Draft:
    """Each stage that was reported, and how often another party confirmed it."""
    measures = {"outcome": facts.outcomes, "confirmed": facts.confirmed}
    stages = {code: label for code, label in v.OUTCOME_STAGES.choices() if code != "introduced"}
    for measure, told in measures.items():
        found = Counter(outcome.stage for outcome in told)
        keys = [figures.count(f"{measure}|{stage}", found[stage]) for stage in stages]
        figures.partition(f"{measure}|{ALL}", keys)
    for stage in stages:
        chain(figures, list(measures), stage)
    return Draft(
        "outcomes",
        N_("Outcomes by stage"),
        [("outcome", N_("Reported")), ("confirmed", N_("Confirmed by another party"))],
        lines([*stages.items(), (ALL, N_("All stages"))], list(measures)),
        chart="outcome",
    )


def abatement(facts: Facts, figures: Figures) -> Draft:
    """Confirmed t CO2e a year: told where enough introductions make it up."""
    found = _abated(facts)
    by_activity(figures, "abated", [(facts.activities_of(one), 1) for one in found])
    rows: list[Line] = []
    for code, label in activity_rows():
        key = f"abated|{code}"
        own = [o for o in found if code == ALL or code in facts.activities_of(o)]
        rows.append((code, label, [key, _tonnes(figures, key, own)]))
    return Draft(
        "abatement",
        N_("Emissions avoided, as confirmed"),
        [("abated", N_("Introductions")), ("tonnes", N_("t CO2e per year"))],
        rows,
        N_(
            "The last figure that another party has confirmed for each introduction, added up and "
            "rounded to two significant digits. Withheld where fewer than five introductions, or "
            "mostly one, make up the sum."
        ),
    )


def methods(facts: Facts, figures: Figures) -> Draft:
    """By which method the avoided emissions were found."""
    found = _abated(facts)
    by_method = {code: [o for o in found if o.method == code] for code in v.ABATEMENT_METHODS}
    rows: list[Line] = []
    for method, own in by_method.items():
        key = figures.count(f"method|{method}", len(own))
        label = v.ABATEMENT_METHODS.label(method)
        rows.append((method, label, [key, _tonnes(figures, key, own)]))
    figures.partition(f"abated|{ALL}", [f"method|{method}" for method in by_method])
    columns = [("abated", N_("Introductions")), ("tonnes", N_("t CO2e per year"))]
    return Draft("methods", N_("Method of the confirmed figures"), columns, rows)


def _abated(facts: Facts) -> list[OutcomeFact]:
    """For each introduction the last confirmed figure: the figures of its stages do not add up."""
    told = [outcome for outcome in facts.confirmed if outcome.t_per_year is not None]
    return list({outcome.introduction_id: outcome for outcome in told}.values())


def _tonnes(figures: Figures, key: str, found: Sequence[OutcomeFact]) -> Known:
    tonnes = [outcome.t_per_year or 0.0 for outcome in found]
    if tonnes and max(tonnes) > DOMINANT * sum(tonnes):
        figures.also.add(key)
    return Known(int(float(f"{sum(tonnes):.1e}")), key)


def _days(seconds: Sequence[float], key: str) -> Known:
    return Known(round(median(seconds) / _DAY) if seconds else 0, key)


def _end(end: str) -> str:
    """The key of an end; that of ``introduced`` is a step's, too."""
    return f"introduced|{ALL}" if end == "introduced" else f"ended|{end}"
