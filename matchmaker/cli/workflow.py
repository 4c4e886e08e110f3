"""``matchmaker workflow``: the tables of transitions, drawn."""

import click

from matchmaker.services.state_diagrams import DIAGRAMS


@click.group()
def workflow() -> None:
    """What may happen to a listing and to an introduction."""


@workflow.command()
@click.argument("name", type=click.Choice(sorted(DIAGRAMS)))
def diagram(name: str) -> None:
    """Print the state diagram of a workflow in Mermaid, drawn from its table."""
    click.echo(DIAGRAMS[name](), nl=False)
