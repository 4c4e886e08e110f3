"""``matchmaker report``: freeze the report of a year, and write it as a file."""

import json
from pathlib import Path

import click

from matchmaker.cli.context import Operator
from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.services import reports as service
from matchmaker.services.lookup import by_reference
from models import ReportSnapshot


@click.group()
def report() -> None:
    """Reports from frozen snapshots."""


@report.command()
@click.option("--year", type=click.IntRange(2000, 2999), required=True, help="The year it is of.")
@click.option("--partnership", "scope", default="", help="Of this partnership alone: PA-….")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def make(operator: Operator, year: int, scope: str, as_json: bool) -> None:
    """Freeze the figures of a year; of the present one up to today."""
    now = operator.now()
    asked = service.year(year, now.date(), scope.upper())
    with operator.sessions.writing() as session:
        snapshot = service.take(session, Actor.operator(), asked, now=now)
    if as_json:
        told = {"reference": snapshot.reference, "sha256": snapshot.sha256}
        click.echo(json.dumps({**told, "report": json.loads(snapshot.data)}, ensure_ascii=False))
    else:
        click.echo(f"{snapshot.title} is frozen as {snapshot.reference}.")


@report.command()
@click.argument("reference")
@click.option("--format", "kind", type=click.Choice(list(service.FORMATS)), default="pdf")
@click.option(
    "--to", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file."
)
@click.pass_obj
def write(operator: Operator, reference: str, kind: str, path: Path) -> None:
    """Write the frozen report REFERENCE to a file: the same snapshot, the same bytes."""
    actor = Actor.operator()
    with operator.sessions.writing() as session:
        found = by_reference(
            session, actor, ReportSnapshot, reference.upper(), Permission.REPORT_READ
        )
        if found is None:
            raise NotFound(f'There is no report "{reference}".')
        file = service.write(session, actor, found, kind, now=operator.now())
        try:
            path.write_bytes(file.content)
        except OSError as error:
            raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"{path}: {len(file.content):,} bytes")
