"""What beside the text speaks for a pair or against it: 0 to 1, and a phrase that says it.

Every feature is a function of a brief and a candidate. It gives ``None`` where it does not apply,
and the neutral value where one side is silent: unknown is neither good nor bad. The conditions that
a reader checks first (``CONDITIONS``) always say how they stand. Phrases name the need and the
offer, so that both readers can read the same one.
"""

from collections.abc import Callable, Mapping
from typing import Final

from matchmaker.ranking import wording as say
from matchmaker.ranking.candidate import Brief, Candidate
from matchmaker.ranking.finding import (
    NEUTRAL,
    Finding,
    fits,
    listed,
    misses,
    overlap,
    raised,
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


def trl(brief: Brief, candidate: Candidate) -> Finding:
    """Best at the floor; the further above, the less there is left to develop together."""
    floor, reached = brief.lowest_trl, candidate.trl
    if floor is None:
        if brief.limits.blind:
            return unknown("trl", _with_trl(say.TRL_BLIND, say.TRL_BLIND_REACHED, reached))
        return fits("trl", NEUTRAL, _with_trl(say.TRL_NO_FLOOR, say.TRL_NO_FLOOR_REACHED, reached))
    if reached is None:
        return unknown("trl", say.TRL_UNSHOWN[candidate.kind] % {"floor": floor})
    levels = {"floor": floor, "reached": reached}
    if reached < floor:
        return misses("trl", say.TRL_BELOW % levels)
    value = max(_LOWEST_FIT, 1.0 - _TRL_STEP * (reached - floor))
    return fits("trl", value, say.TRL_MET % levels)


def country(brief: Brief, candidate: Candidate) -> Finding:
    """Countries of use. A side that names none may be used anywhere, which confirms nothing."""
    needed, served = brief.countries, candidate.countries
    if needed is None or served is None:
        whose = "need" if needed is None else candidate.kind
        return unknown("country", say.COUNTRY_BLIND[whose])
    if not served and not needed:
        return fits("country", NEUTRAL, say.COUNTRY_FREE)
    if not served:
        return fits("country", NEUTRAL, say.COUNTRY_UNLIMITED[candidate.kind])
    if not needed:
        return fits("country", NEUTRAL, say.COUNTRY_UNLIMITED["need"])
    return overlap("country", needed, served, say.COUNTRIES)


def collaboration(brief: Brief, candidate: Candidate) -> Finding:
    ours, theirs = brief.collaborations, candidate.collaborations
    if silent := silence(ours, theirs, candidate.kind, say.NO_COLLABORATION):
        return unknown("collaboration", silent)
    return overlap("collaboration", ours, theirs, say.COLLABORATIONS)


def deadline(brief: Brief, candidate: Candidate) -> Finding:
    """Whether the listing still stands on the day by which the need wants an answer."""
    due, until = brief.deadline, candidate.valid_until
    if due is None:
        if brief.limits.blind:
            return unknown("deadline", say.DEADLINE_BLIND)
        return fits("deadline", NEUTRAL, say.DEADLINE_NONE)
    day = {"day": f"{due.day} {due:%B %Y}"}
    if until is None:
        return unknown("deadline", say.DEADLINE_UNSHOWN[candidate.kind] % day)
    if until < due:
        return misses("deadline", say.DEADLINE_MISSED[candidate.kind] % day)
    return fits("deadline", 1.0, say.DEADLINE_MET[candidate.kind] % day)


def sector(brief: Brief, candidate: Candidate) -> Finding:
    """Who works across sectors fits all a little; a sector that both name is worth more."""
    ours, theirs = brief.sectors, candidate.sectors
    if silent := silence(ours, theirs, candidate.kind, say.NO_SECTOR):
        return unknown("sector", silent)
    crosses = _CROSS_SECTOR in ours or _CROSS_SECTOR in theirs
    if crosses and ours.keys().isdisjoint(theirs):
        whose = "need" if _CROSS_SECTOR in ours else candidate.kind
        return fits("sector", _CROSS_SECTOR_VALUE, say.CROSS_SECTOR[whose])
    without = _CROSS_SECTOR_VALUE if crosses else NEUTRAL
    return overlap("sector", ours, theirs, say.SECTORS, without=without)


def technology(brief: Brief, candidate: Candidate) -> Finding:
    ours, theirs = brief.technologies, candidate.technologies
    if silent := silence(ours, theirs, candidate.kind, say.NO_TECHNOLOGY):
        return unknown("technology", silent)
    return overlap("technology", ours, theirs, say.TECHNOLOGIES)


def cpc(brief: Brief, candidate: Candidate) -> Finding | None:
    """CPC subclasses. Most listings have none, and nothing is missing then."""
    if not brief.cpc or not candidate.cpc:
        return None
    return overlap("cpc", brief.cpc, candidate.cpc, say.CPC)


def organization_type(brief: Brief, candidate: Candidate) -> Finding | None:
    """Whether this kind of organization provides what is wanted; most cooperation has no rule."""
    ruled = {code: label for code, label in brief.collaborations.items() if code in _PROVIDERS}
    if not ruled or not candidate.organization_type:
        return None
    kind, label = next(iter(candidate.organization_type.items()))
    provided = [label for code, label in ruled.items() if kind in _PROVIDERS[code]]
    if provided:
        phrase = say.PROVIDES % {"organization": label, "provided": listed(provided)}
        return fits("organization_type", raised(len(provided), len(ruled)), phrase)
    wanted = {"organization": label, "wanted": listed(ruled.values())}
    return misses("organization_type", say.SELDOM_PROVIDES % wanted)


def licence(brief: Brief, candidate: Candidate) -> Finding | None:
    """Licence terms, where a licence is wanted of an offer."""
    if "licence" not in brief.collaborations or candidate.kind != "offer":
        return None
    if not candidate.licence_terms:
        return unknown("licence", say.LICENCE_UNSHOWN)
    terms = listed(candidate.licence_terms.values())
    return fits("licence", 1.0, say.LICENCE_OFFERED % {"terms": terms})


def language(brief: Brief, candidate: Candidate) -> Finding | None:
    if not brief.language or not candidate.language:
        return None
    return overlap("language", brief.language, candidate.language, say.LANGUAGES)


#: What a reader checks first, here and in every list of reasons: each says how it stands.
CONDITIONS: Final[tuple[Feature, ...]] = (trl, country, collaboration, deadline)
OTHERS: Final[tuple[Feature, ...]] = (
    sector,
    technology,
    cpc,
    organization_type,
    licence,
    language,
)
CONDITION_CODES: Final = ("trl", "country", "collaboration", "deadline")


def findings(brief: Brief, candidate: Candidate) -> tuple[Finding, ...]:
    """Everything that applies to the pair, conditions first."""
    found = (feature(brief, candidate) for feature in (*CONDITIONS, *OTHERS))
    return tuple(finding for finding in found if finding is not None)


def _with_trl(without: str, with_level: str, reached: int | None) -> str:
    return without if reached is None else with_level % {"reached": reached}
