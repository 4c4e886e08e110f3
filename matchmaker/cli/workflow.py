"""``matchmaker workflow``: the tables of transitions, drawn."""

import click

from matchmaker.services.state_diagrams import WORKFLOWS, diagram_of


@click.group()
def workflow() -> None:
    """What may happen to listings, introductions, outcomes and sanctions hits."""


@workflow.command()
@click.argument("name", type=click.Choice(sorted(WORKFLOWS)))
def diagram(name: str) -> None:
    """Print the state diagram of a workflow in Mermaid, drawn from its table."""
    click.echo(diagram_of(name), nl=False)
