"""``matchmaker audit``: check the log's hash chain."""

import json

import click

from matchmaker.cli.context import Operator
from matchmaker.services import audit as service


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Check the hash chain; exit status 1 and the first broken row when it does not hold."""
    operator: Operator = context.obj
    with operator.sessions.reading() as session:
        found = service.verify(session)
    if as_json:
        click.echo(json.dumps({"rows": found.rows, "broken": found.broken_id, "head": found.head}))
    elif found.broken_id is None:
        click.echo(f"The chain holds over {found.rows} rows; its head is {found.head}.")
    else:
        click.echo(f"The chain is broken at row {found.broken_id}.", err=True)
    if found.broken_id is not None:
        context.exit(1)
