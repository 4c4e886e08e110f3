"""What comes of an introduction: stages that either party reports and another confirms."""

from typing import Final

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


def reportable(reported: list[str]) -> list[str]:
    """The stages that may be reported next: later ones, and nothing after the end."""
    if CLOSED in reported:
        return []
    reached = max((STAGES.index(stage) for stage in reported if stage in STAGES), default=0)
    later = [*STAGES[reached + 1 :], *(stage for stage in RESULTS if stage not in reported)]
    return [*later, CLOSED]
