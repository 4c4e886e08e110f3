"""``matchmaker audit``: check the log's hash chain, and take the log out of the house."""

import datetime as dt
import json
from pathlib import Path

import click

from matchmaker.cli.context import Operator
from matchmaker.services import audit as service
from matchmaker.services import audit_export, audit_heads
from matchmaker.services.audit_chain import Head, Verification

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_READ = click.Path(exists=True, dir_okay=False, path_type=Path)
_WRITE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command()
@click.option("--heads", "folder", type=_FOLDER, help="Heads that were exported: all must be met.")
@click.option("--file", "path", type=_READ, help="An exported log in place of the database's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def verify(context: click.Context, folder: Path | None, path: Path | None, as_json: bool) -> None:
    """Check the hash chain; exit status 1 and the first broken row when it does not hold.

    By itself the chain shows edits, deletions, insertions and exchanged rows. A log that was cut
    at its end, or written anew as a whole, is shown by heads that were kept elsewhere.
    """
    heads = audit_heads.read(folder) if folder else []
    found = _look(context.obj, heads, path)
    if as_json:
        click.echo(json.dumps(_as_dict(found, len(heads))))
    else:
        _tell(found, len(heads))
    if not found.holds:
        context.exit(1)


def _look(operator: Operator, heads: list[Head], path: Path | None) -> Verification:
    if path:
        return audit_export.verify_file(path, heads)
    with operator.sessions.reading() as session:
        return service.verify(session, heads)


def _as_dict(found: Verification, heads: int) -> dict[str, object]:
    lost = [
        {"day": head.day.isoformat(), "rows": head.rows, "head": head.head} for head in found.lost
    ]
    return {
        "rows": found.rows,
        "broken": found.broken_id,
        "head": found.head,
        "heads": heads,
        "lost": lost,
    }


def _tell(found: Verification, heads: int) -> None:
    if found.broken_id is not None:
        click.echo(f"The chain is broken at row {found.broken_id}.", err=True)
    for head in found.lost:
        why = (
            f"the log ends at row {found.rows}"
            if head.rows > found.rows
            else "the row there is another: the log was written anew"
        )
        click.echo(f"The head of {head.day} is not met at row {head.rows}: {why}.", err=True)
    if found.holds:
        click.echo(f"The chain holds over {found.rows} rows; its head is {found.head}.")
        if heads:
            click.echo(f"It meets all {heads} heads that were kept.")


@audit.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day (UTC) on.")
@click.option("--to", "path", type=_WRITE, help="A file; standard output without it.")
@click.pass_obj
def export(operator: Operator, since: dt.datetime | None, path: Path | None) -> None:
    """Write the log as JSON lines with its hashes; ``verify --file`` checks them anywhere."""
    day = since.date() if since else None
    with operator.sessions.reading() as session:
        if path is None:
            for line in audit_export.lines(session, day):
                click.echo(line)
            return
        partial = path.with_name(f"{path.name}.part")
        with partial.open("w", encoding="utf-8") as file:
            rows = sum(file.write(f"{line}\n") > 0 for line in audit_export.lines(session, day))
        partial.replace(path)
    click.echo(f"{rows} rows are in {path}.")
