"""What the tables of a report share: facts, the names of counts, and how counts hang together.

The key of a count is ``measure|group``; ``all`` is the group of everything. Two tables with the
same key show the same count: that is how withholding reaches from one table into another.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from matchmaker.documents.figures import Cell, Figures
from matchmaker.phrases import N_
from matchmaker.services.report_facts import ListingFact, MilestoneFact
from matchmaker.services.report_introductions import IntroductionFact, OutcomeFact
from models import vocabulary as v

ALL: Final = "all"
STEPS: Final = {
    "requested": N_("Requested"),
    "approved": N_("Approved"),
    "introduced": N_("Introduced"),
}
#: Code and label of a row.
Heading = tuple[str, str]
#: A row before it is known what of it may be told.
Line = tuple[str, str, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a report counts. ``of_outcomes``: the introductions of the outcomes."""

    listings: Sequence[ListingFact]
    matches: dict[tuple[int, str], int]
    requested: Sequence[IntroductionFact]
    outcomes: Sequence[OutcomeFact]
    of_outcomes: dict[int, IntroductionFact]
    milestones: Sequence[MilestoneFact]

    @property
    def supply(self) -> list[ListingFact]:
        return [row for row in self.listings if row.kind != "need"]

    @property
    def confirmed(self) -> list[OutcomeFact]:
        return [outcome for outcome in self.outcomes if outcome.is_confirmed]

    def at(self, step: str) -> list[IntroductionFact]:
        """The requested introductions that came as far as ``step``."""
        if step == "approved":
            return [case for case in self.requested if case.was_approved]
        if step == "introduced":
            return [case for case in self.requested if case.state == "introduced"]
        return list(self.requested)

    def activities_of(self, outcome: OutcomeFact) -> frozenset[str]:
        return self.of_outcomes[outcome.introduction_id].activities


def by_activity(
    figures: Figures, measure: str, found: Iterable[tuple[Collection[str], int]]
) -> None:
    """Count ``(activities, how many)`` for all and for each activity, a part of all."""
    counts: Counter[str] = Counter()
    for activities, number in found:
        counts.update(dict.fromkeys((ALL, *activities), number))
    for group in (ALL, *v.PILLAR_ACTIVITIES):
        figures.count(f"{measure}|{group}", counts[group])
    for group in v.PILLAR_ACTIVITIES:
        figures.part_of(f"{measure}|{group}", f"{measure}|{ALL}")


def chain(figures: Figures, measures: Sequence[str], group: str) -> None:
    """Each measure is a part of the one before it."""
    for whole, part in pairwise(measures):
        figures.part_of(f"{part}|{group}", f"{whole}|{group}")


def part(figures: Figures, measure: str, group: str, number: int) -> None:
    """Count a group that is a part of all."""
    figures.part_of(figures.count(f"{measure}|{group}", number), f"{measure}|{ALL}")


def lines(rows: Iterable[Heading], measures: Sequence[str]) -> list[Line]:
    """A line of counts for each heading."""
    return [(code, label, [f"{name}|{code}" for name in measures]) for code, label in rows]


def activity_rows() -> list[Heading]:
    """Everything first: activities overlap, so that their sum says nothing."""
    return [(ALL, N_("All")), *v.PILLAR_ACTIVITIES.choices()]
