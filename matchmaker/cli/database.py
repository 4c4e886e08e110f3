"""``matchmaker db``: create or migrate the database."""

import click

from matchmaker.cli.context import Operator
from models import schema


@click.group("db")
def database() -> None:
    """The database."""


@database.command("upgrade")
@click.pass_obj
def upgrade(operator: Operator) -> None:
    """Create the database, or bring it to this version."""
    before, after = schema.upgrade(operator.unchecked_sessions.engine)
    if before != after:
        click.echo(f"The database is at version {after} (was {before or 'empty'}).")
