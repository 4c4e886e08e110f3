"""The docs show the workflows as they are: drawn from the tables, arrow by arrow."""

import re
from pathlib import Path

import pytest

from matchmaker.services.state_diagrams import WORKFLOWS, diagram_of
from matchmaker.workflow.diagram import state_diagram
from matchmaker.workflow.transitions import transition
from tests.functional.console import Console

DOCS = Path(__file__).resolve().parents[2] / "docs" / "introductions.md"


def in_the_docs(name: str) -> str:
    """The diagram between its markers."""
    pattern = rf"<!-- diagram: {name} -->\n```mermaid\n(.*?)```\n<!-- end of diagram -->"
    found = re.search(pattern, DOCS.read_text("utf-8"), re.DOTALL)
    assert found, f"docs/introductions.md has no diagram of {name}"
    return found[1]


@pytest.mark.parametrize("name", list(WORKFLOWS))
def test_the_docs_hold_the_diagram_that_the_table_draws(name: str) -> None:
    assert in_the_docs(name) == diagram_of(name)


@pytest.mark.parametrize("name", list(WORKFLOWS))
def test_every_step_of_the_table_is_an_arrow_and_no_other(name: str) -> None:
    drawn = {
        (source, target, step)
        for source, target, steps in re.findall(r"(\w+) --> (\w+): (.*)", diagram_of(name))
        for step in steps.split("<br>")
    }
    told = {
        (source, step.target, f"{action.replace('_', ' ')} ({step.by})")
        for action, step in WORKFLOWS[name].table.items()
        for source in step.sources
    }
    assert drawn == told


def test_a_state_that_nothing_leads_on_from_is_an_end() -> None:
    table = {"turn": transition("shut", "open", "anybody")}
    names = {"shut": "Shut", "open": "Open", "unused": "Unused"}
    drawn = state_diagram(table, start="shut", first_step="make (smith)", labels=names)
    assert drawn.splitlines() == [
        "stateDiagram-v2",
        "    shut: Shut",
        "    open: Open",
        "    [*] --> shut: make (smith)",
        "    shut --> open: turn (anybody)",
        "    open --> [*]",
    ]


def test_the_command_prints_it(tmp_path: Path) -> None:
    console = Console(tmp_path)
    assert console.run("workflow", "diagram", "listings").output == diagram_of("listings")
    assert console.run("workflow", "diagram", "meals").exit_code == 2
