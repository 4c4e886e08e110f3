"""What beside the text speaks for a pair or against it: 0 to 1, and a phrase that says it.

Every feature is a function of a brief and a candidate. It gives ``None`` where it does not apply,
and the neutral value where one side is silent: unknown is neither good nor bad. Phrases name the
need and the offer, so that both readers can read the same one.
"""

from collections.abc import Callable, Mapping
from typing import Final

from matchmaker.ranking.candidate import Brief, Candidate
from matchmaker.ranking.finding import (
    NEUTRAL,
    Finding,
    fits,
    listed,
    misses,
    overlap,
    silence,
    unknown,
)

_CROSS_SECTOR: Final = "cross_sector"
_CROSS_SECTOR_VALUE: Final = 0.75  # less than a sector that both name
_LOWEST_FIT: Final = 0.6
_TRL_STEP: Final = 0.1

#: Cooperation that some kinds of organization are set up for and others hardly provide.
_PROVIDERS: Final[Mapping[str, frozenset[str]]] = {
    "research_service": frozenset({"institute"}),
    "supply": frozenset({"supplier", "company"}),
    "incubator_place": frozenset({"institute", "government"}),
    "pilot_host": frozenset({"company", "institute"}),
}

Feature = Callable[[Brief, Candidate], Finding | None]


def trl(brief: Brief, candidate: Candidate) -> Finding | None:
    """Best at the floor; the further above, the less there is left to develop together."""
    floor, reached = brief.lowest_trl, candidate.trl
    if floor is None and reached is None:
        return None
    if floor is None:
        return unknown("trl", f"TRL {reached}; the need shows no lowest TRL")
    if reached is None:
        return unknown("trl", f"TRL {floor} or higher is needed; the {candidate.kind} shows none")
    if reached < floor:
        return misses("trl", f"TRL {reached} is below the lowest TRL accepted, {floor}")
    value = max(_LOWEST_FIT, 1.0 - _TRL_STEP * (reached - floor))
    return fits("trl", value, f"TRL {reached} meets the lowest TRL accepted, {floor}")


def country(brief: Brief, candidate: Candidate) -> Finding | None:
    """Countries of use. A side that names none may be used anywhere, which confirms nothing."""
    needed, served = brief.countries, candidate.countries
    if needed is None or served is None or not (needed or served):
        return None
    if not served:
        return fits("country", NEUTRAL, f"The {candidate.kind} is not limited to countries")
    if not needed:
        return fits("country", NEUTRAL, "The need is not limited to countries")
    return overlap("country", needed, served, "Country in common", "No country in common")


def deadline(brief: Brief, candidate: Candidate) -> Finding | None:
    """Whether the listing still stands on the day by which the need wants an answer."""
    due, until = brief.deadline, candidate.valid_until
    if due is None or until is None:
        return None
    day = f"{due.day} {due:%B %Y}"
    if until < due:
        return misses("deadline", f"The {candidate.kind} ends before the need's deadline, {day}")
    return fits("deadline", 1.0, f"The {candidate.kind} stands at the need's deadline, {day}")


def sector(brief: Brief, candidate: Candidate) -> Finding | None:
    ours, theirs = brief.sectors, candidate.sectors
    if silent := silence(ours, theirs, candidate.kind, "sector"):
        return unknown("sector", silent)
    if ours.keys().isdisjoint(theirs) and (_CROSS_SECTOR in ours or _CROSS_SECTOR in theirs):
        whose = "need" if _CROSS_SECTOR in ours else candidate.kind
        return fits("sector", _CROSS_SECTOR_VALUE, f"The {whose} is cross-sector")
    return overlap("sector", ours, theirs, "Same sector", "Different sectors")


def technology(brief: Brief, candidate: Candidate) -> Finding | None:
    ours, theirs = brief.technologies, candidate.technologies
    if silent := silence(ours, theirs, candidate.kind, "technology route"):
        return unknown("technology", silent)
    return overlap("technology", ours, theirs, "Same technology route", "Different routes")


def cpc(brief: Brief, candidate: Candidate) -> Finding | None:
    """CPC subclasses. Most listings have none, and nothing is missing then."""
    if not brief.cpc or not candidate.cpc:
        return None
    return overlap("cpc", brief.cpc, candidate.cpc, "Same CPC subclass", "Different CPC subclasses")


def collaboration(brief: Brief, candidate: Candidate) -> Finding | None:
    ours, theirs = brief.collaborations, candidate.collaborations
    if silent := silence(ours, theirs, candidate.kind, "kind of cooperation"):
        return unknown("collaboration", silent)
    return overlap("collaboration", ours, theirs, "Both want", "Different cooperation wanted")


def organization_type(brief: Brief, candidate: Candidate) -> Finding | None:
    """Whether this kind of organization provides what is wanted; most cooperation has no rule."""
    ruled = {code: label for code, label in brief.collaborations.items() if code in _PROVIDERS}
    if not ruled or not candidate.organization_type:
        return None
    kind, label = next(iter(candidate.organization_type.items()))
    provided = [label for code, label in ruled.items() if kind in _PROVIDERS[code]]
    if provided:
        phrase = f"{label}: can provide {listed(provided)}"
        return fits("organization_type", len(provided) / len(ruled), phrase)
    return misses("organization_type", f"{label}: seldom provides {listed(ruled.values())}")


def licence(brief: Brief, candidate: Candidate) -> Finding | None:
    """Licence terms, where a licence is wanted of an offer."""
    if "licence" not in brief.collaborations or candidate.kind != "offer":
        return None
    if not candidate.licence_terms:
        return unknown("licence", "The offer shows no licence terms")
    return fits("licence", 1.0, f"Licence offered: {listed(candidate.licence_terms.values())}")


def language(brief: Brief, candidate: Candidate) -> Finding | None:
    if not brief.language or not candidate.language:
        return None
    return overlap(
        "language", brief.language, candidate.language, "Same language", "Different languages"
    )


#: Hard constraints come first, here and in every list of reasons.
HARD: Final[tuple[Feature, ...]] = (trl, country, deadline)
SOFT: Final[tuple[Feature, ...]] = (
    sector,
    technology,
    cpc,
    collaboration,
    organization_type,
    licence,
    language,
)
HARD_CODES: Final = frozenset({"trl", "country", "deadline"})


def findings(brief: Brief, candidate: Candidate) -> tuple[Finding, ...]:
    """Everything that applies to the pair, hard constraints first."""
    found = (feature(brief, candidate) for feature in (*HARD, *SOFT))
    return tuple(finding for finding in found if finding is not None)
