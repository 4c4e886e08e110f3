"""A possible match with the sanctions list: a person decides, and may change the mind."""

from collections.abc import Mapping
from typing import Final

from matchmaker.workflow.transitions import Transition, transition

TABLE: Final[Mapping[str, Transition]] = {
    "clear": transition("open confirmed", "cleared", "secretariat"),
    "confirm": transition("open cleared", "confirmed", "secretariat"),
}
