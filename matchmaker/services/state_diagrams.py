"""The diagrams of the house's workflows, with the states named as the pages name them."""

from collections.abc import Callable, Mapping
from typing import Final

from matchmaker.workflow import introductions, listings
from matchmaker.workflow.diagram import state_diagram
from models import vocabulary as v


def _introductions() -> str:
    return state_diagram(
        introductions.TABLE,
        start="requested",
        first_step="request (asking party)",
        labels=v.INTRODUCTION_STATES.labels,
        ends=introductions.CLOSED_STATES,
    )


def _listings() -> str:
    return state_diagram(
        listings.TABLE, start="draft", first_step="write (owner)", labels=v.LISTING_STATES.labels
    )


#: Name of the workflow → what draws its diagram.
DIAGRAMS: Final[Mapping[str, Callable[[], str]]] = {
    "introductions": _introductions,
    "listings": _listings,
}
