"""What comes of an introduction: stages that either party reports and the others confirm.

Two tables in one room: the stages in their usual order, and the life of one report of a stage.
"""

from collections.abc import Collection, Iterable
from typing import Final

from matchmaker.workflow.transitions import Transition, transition

#: In the usual order; a stage may be skipped. The last group are ends, one of them is enough.
STAGES: Final = ("introduced", "met", "nda", "feasibility", "mou", "funded_project", "pilot")
RESULTS: Final = (
    "licence",
    "joint_venture",
    "supply",
    "guideline_adopted",
    "facility_used",
    "in_operation",
)
CLOSED: Final = "closed"

#: A report of a stage. Who answers is another party; ``confirm`` counts while nobody disputes.
TABLE: Final[dict[str, Transition]] = {
    "confirm": transition("reported disputed confirmed", "confirmed", "another party"),
    "dispute": transition("reported disputed confirmed", "disputed", "another party"),
    "correct": transition("reported disputed confirmed", "replaced", "reporting party"),
    "take_back": transition("reported disputed", "taken_back", "reporting party"),
}
#: Reports that count: neither replaced by a newer version nor taken back.
CURRENT: Final = frozenset({"reported", "confirmed", "disputed"})


def reportable(reported: Collection[str]) -> list[str]:
    """The stages that may be reported next: later ones, and nothing after the end."""
    if CLOSED in reported:
        return []
    reached = max((STAGES.index(stage) for stage in reported if stage in STAGES), default=0)
    later = [*STAGES[reached + 1 :], *(stage for stage in RESULTS if stage not in reported)]
    return [*later, CLOSED]


def standing(reports: Iterable[tuple[str, str]]) -> list[str]:
    """The stages that stand, of ``(stage, state)`` pairs; a disputed end is no end yet."""
    return [
        stage
        for stage, state in reports
        if state in CURRENT and not (stage == CLOSED and state == "disputed")
    ]


def furthest(stages: Collection[str]) -> str:
    """The stage that says how far a case has come."""
    order = (*STAGES, *RESULTS, CLOSED)
    return max(stages, key=order.index, default=STAGES[0])


def is_over(stages: Collection[str]) -> bool:
    """Whether nothing more is asked about the case: it is closed, or the thing runs."""
    return CLOSED in stages or "in_operation" in stages
