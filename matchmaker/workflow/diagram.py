"""A table of transitions as a Mermaid state diagram, so that the docs show what the code does."""

from collections.abc import Mapping, Set
from itertools import product
from typing import Final

from matchmaker.workflow.transitions import Transition

_INDENT: Final = "    "


def state_diagram(
    table: Mapping[str, Transition],
    *,
    start: str,
    first_step: str,
    labels: Mapping[str, str],
    ends: Set[str] = frozenset(),
) -> str:
    """Mermaid's ``stateDiagram-v2`` of ``table``, in the order of ``labels``: state → its name.

    ``first_step`` is how a row comes to be in ``start``. Steps between the same two states share
    one arrow. A state of ``ends`` leads to the end mark; so does one that nothing leads on from.
    """
    sources = frozenset().union(*(step.sources for step in table.values()))
    targets = {step.target for step in table.values()}
    states = [state for state in labels if state in sources | targets | {start}]
    lines = ["stateDiagram-v2", *(f"{state}: {labels[state]}" for state in states)]
    lines.append(f"[*] --> {start}: {first_step}")
    lines += [
        f"{source} --> {target}: {'<br>'.join(steps)}"
        for source, target in product(states, repeat=2)
        if (steps := _steps(table, source, target))
    ]
    lines += [f"{state} --> [*]" for state in states if state in ends or state not in sources]
    return f"\n{_INDENT}".join(lines) + "\n"


def _steps(table: Mapping[str, Transition], source: str, target: str) -> list[str]:
    return [
        f"{action.replace('_', ' ')} ({step.by})"
        for action, step in table.items()
        if source in step.sources and step.target == target
    ]
