"""What all workflows share: an action leads from some states to one, for some holders."""

from collections.abc import Mapping
from dataclasses import dataclass

from matchmaker.errors import IllegalTransition


@dataclass(frozen=True, slots=True)
class Transition:
    """``by`` says who turns this key, in words of the domain; policies check the person."""

    sources: frozenset[str]
    target: str
    by: str


def transition(sources: str, target: str, by: str) -> Transition:
    """``sources`` is a space-separated list of states."""
    return Transition(frozenset(sources.split()), target, by)


def next_state(table: Mapping[str, Transition], action: str, state: str) -> str:
    """The state that ``action`` leads to; ``IllegalTransition`` when it is not possible."""
    step = table.get(action)
    if step is None or state not in step.sources:
        raise IllegalTransition(
            f"This cannot be done any more ({action.replace('_', ' ')} while {state})."
        )
    return step.target


def possible(table: Mapping[str, Transition], state: str) -> list[str]:
    """The actions that lead on from ``state``, in the order of the table."""
    return [action for action, step in table.items() if state in step.sources]
