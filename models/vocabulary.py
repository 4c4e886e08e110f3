"""Closed lists of codes and labels, read once from ``vocabularies.toml``.

Codes are what is stored; labels are what people read. A code that is not in its list is refused
wherever it comes in, so that no free text reaches a facet or a rule.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from babel import Locale

_ENGLISH = Locale.parse("en")
_TABLES: dict[str, dict[str, Any]] = tomllib.loads(
    resources.files("models").joinpath("vocabularies.toml").read_text("utf-8")
)

#: A CPC subclass (``C21B``) or a group below it (``C21B13/0073``).
CPC_PATTERN: Final = re.compile(r"[A-HY]\d{2}[A-Z](\d{1,4}/\d{2,6})?")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list: code → label, in the order in which it is offered."""

    name: str
    labels: Mapping[str, str]

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def __iter__(self) -> Iterator[str]:
        return iter(self.labels)

    def label(self, code: str) -> str:
        """What people read; the code itself where a stored code has left the list."""
        return self.labels.get(code, code)

    def choices(self) -> list[tuple[str, str]]:
        """``(code, label)`` pairs for a form."""
        return list(self.labels.items())

    def unknown(self, codes: Iterable[str]) -> list[str]:
        """Those of ``codes`` that the list does not hold, in their order."""
        return [code for code in codes if code not in self.labels]


def _from_toml(name: str) -> Vocabulary:
    labels = {
        code: entry if isinstance(entry, str) else entry["label"]
        for code, entry in _TABLES[name].items()
    }
    return Vocabulary(name, labels)


def _from_cldr(name: str, names: Mapping[str, str], pattern: str) -> Vocabulary:
    """The CLDR names whose code has the given form, sorted by what people read."""
    kept = {code: label for code, label in names.items() if re.fullmatch(pattern, code)}
    return Vocabulary(name, dict(sorted(kept.items(), key=lambda pair: pair[1])))


LISTING_KINDS = _from_toml("listing_kinds")
OFFER_TYPES = _from_toml("offer_types")
SECTORS = _from_toml("sectors")
NACE_CLASSES = _from_toml("nace_classes")
TECHNOLOGIES = _from_toml("technologies")
EVIDENCE_LEVELS = _from_toml("evidence_levels")
COLLABORATIONS = _from_toml("collaborations")
DISCLOSURES = _from_toml("disclosures")
LICENCE_TERMS = _from_toml("licence_terms")
PATENT_STATUSES = _from_toml("patent_statuses")
GUIDELINE_LICENCES = _from_toml("guideline_licences")
LISTING_STATES = _from_toml("listing_states")
TRL_LEVELS = _from_toml("trl_levels")
CPC_SECTIONS = _from_toml("cpc_sections")
EXPIRING = _from_toml("expiring")
SANCTIONS_ENTRY_TYPES = _from_toml("sanctions_entry_types")
SANCTIONS_HIT_STATES = _from_toml("sanctions_hit_states")
ORGANIZATION_TYPES = _from_toml("organization_types")
ROLES = _from_toml("roles")
BANDS = _from_toml("bands")
ATTACHMENT_PROBLEMS = _from_toml("attachment_problems")
MATCH_PLACES = _from_toml("match_places")
FEEDBACK_ANSWERS = _from_toml("feedback_answers")
FEEDBACK_REASONS = _from_toml("feedback_reasons")
INTRODUCTION_STATES = _from_toml("introduction_states")
REFUSAL_RULES = _from_toml("refusal_rules")
SCREENING_POINTS = _from_toml("screening_points")
DECLINE_REASONS = _from_toml("decline_reasons")
OUTCOME_STAGES = _from_toml("outcome_stages")
OUTCOME_STATES = _from_toml("outcome_states")
CLOSING_REASONS = _from_toml("closing_reasons")
ABATEMENT_METHODS = _from_toml("abatement_methods")
ATTRIBUTIONS = _from_toml("attributions")
QUESTION_STATES = _from_toml("question_states")
QUESTION_RELAYS = _from_toml("question_relays")
CONSORTIUM_ROLES = _from_toml("consortium_roles")
PILLAR_ACTIVITIES = _from_toml("pillar_activities")
SUMMITS = _from_toml("summits")
MILESTONE_STATES = _from_toml("milestone_states")
REPORT_KINDS = _from_toml("report_kinds")
REGIONS = _from_toml("regions")
NOTIFICATION_KINDS = _from_toml("notification_kinds")
NOTIFICATION_CHANNELS = _from_toml("notification_channels")

_REGION_OF: dict[str, str] = {
    country: region
    for region, entry in _TABLES["regions"].items()
    for country in entry["countries"].split()
}
#: ISO 3166-1 alpha-2, the countries that belong to a region.
COUNTRIES = Vocabulary(
    "countries",
    {
        code: label
        for code, label in _from_cldr("", dict(_ENGLISH.territories), "[A-Z]{2}").labels.items()
        if code in _REGION_OF
    },
)
#: WIPO ST.3: regional and international offices, then countries.
PATENT_OFFICES = Vocabulary(
    "patent_offices",
    {**_from_toml("patent_offices_of_regions").labels, **COUNTRIES.labels},
)
#: ISO 639 two-letter subset of BCP 47.
LANGUAGES = _from_cldr("languages", dict(_ENGLISH.languages), "[a-z]{2}")


def region_of(country: str) -> str:
    """The region code of an ISO 3166-1 alpha-2 country; empty for an unknown one."""
    return _REGION_OF.get(country, "")


def nace_of(sector: str) -> str:
    """The NACE Rev. 2.1 code of a sector; empty where it spans several."""
    return str(_TABLES["sectors"].get(sector, {}).get("nace", ""))


def sector_of_class(nace_class: str) -> str:
    """The LeadIT sector that a four-digit NACE class belongs to; empty for an unknown one."""
    return str(_TABLES["nace_classes"].get(nace_class, {}).get("sector", ""))
