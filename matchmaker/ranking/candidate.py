"""The two sides of a match as plain values: a need's brief, and an offer or capability.

What a feature reads may be shown to the other side, so it holds disclosed facts only. What must
hold before a pair is proposed at all lies apart, in ``Limits``: it is never put into words, and of
a blind listing only its organization, its last day and whom it is hidden from are there.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

Codes = Mapping[str, str]  # code → what people read


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Facts of one listing for hard constraints. ``blind``: nobody may learn the organization.

    ``trl`` is the lowest accepted by a need, the one reached by an offer; a capability has none,
    since a laboratory joins at its own stage. Empty ``countries`` means anywhere.
    """

    organization: int
    valid_until: dt.date
    blind: bool = False
    hidden_from: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()
    trl: int | None = None
    deadline: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A need as every member may see it. ``countries`` is ``None`` where they are not shown."""

    key: int
    limits: Limits
    sectors: Codes = field(default_factory=dict)
    technologies: Codes = field(default_factory=dict)
    cpc: Codes = field(default_factory=dict)
    countries: Codes | None = None
    collaborations: Codes = field(default_factory=dict)
    language: Codes = field(default_factory=dict)  # one entry
    lowest_trl: int | None = None
    deadline: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An offer or a capability as every member may see it.

    ``trl`` is the one reached; of a capability the highest that its facilities serve.
    ``organization_type`` holds one entry.
    """

    key: int
    kind: str  # offer, capability
    limits: Limits
    organization_type: Codes = field(default_factory=dict)
    sectors: Codes = field(default_factory=dict)
    technologies: Codes = field(default_factory=dict)
    cpc: Codes = field(default_factory=dict)
    countries: Codes | None = None
    collaborations: Codes = field(default_factory=dict)
    language: Codes = field(default_factory=dict)
    licence_terms: Codes = field(default_factory=dict)
    trl: int | None = None
    valid_until: dt.date | None = None
