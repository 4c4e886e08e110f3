"""The house's workflows as diagrams, with the states named as the pages name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from matchmaker.workflow import introductions, listings, outcomes, sanctions
from matchmaker.workflow.diagram import state_diagram
from matchmaker.workflow.transitions import Transition
from models import vocabulary as v


@dataclass(frozen=True, slots=True)
class Workflow:
    """A table, where a row begins and by which step, and the states in which it may rest."""

    table: Mapping[str, Transition]
    states: v.Vocabulary
    start: str
    first_step: str
    ends: frozenset[str] = frozenset()


WORKFLOWS: Final[Mapping[str, Workflow]] = {
    "introductions": Workflow(
        introductions.TABLE,
        v.INTRODUCTION_STATES,
        "requested",
        "request (asking party)",
        introductions.CLOSED_STATES,
    ),
    "listings": Workflow(listings.TABLE, v.LISTING_STATES, "draft", "write (owner)"),
    "outcomes": Workflow(
        outcomes.TABLE, v.OUTCOME_STATES, "reported", "report (a party)", frozenset({"confirmed"})
    ),
    "sanctions": Workflow(
        sanctions.TABLE, v.SANCTIONS_HIT_STATES, "open", "compare (a new list, name or case)"
    ),
}


def diagram_of(name: str) -> str:
    """The diagram of one of ``WORKFLOWS`` in Mermaid."""
    found = WORKFLOWS[name]
    return state_diagram(
        found.table,
        start=found.start,
        first_step=found.first_step,
        labels=found.states.labels,
        ends=found.ends,
    )
