"""``matchmaker sanctions``: load a list, compare everybody with it, see which lists there are."""

import json
from pathlib import Path

import click
from sqlalchemy import select

from matchmaker.cli.context import Operator
from matchmaker.importers.sanctions import ListFile, read_list
from matchmaker.policies.actor import Actor
from matchmaker.services import sanctions_check, sanctions_lists
from models import Organization, SanctionsList


@click.group()
def sanctions() -> None:
    """The sanctions list that organizations are compared with."""


@sanctions.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--label", required=True, help="Name and date of the list: it stays with decisions.")
@click.option("--source", default="", help="Where the list comes from.")
@click.option("--dry-run", is_flag=True, help="Read and check the file, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def load(
    operator: Operator, file: Path, label: str, source: str, dry_run: bool, as_json: bool
) -> None:
    """Put the list in FILE (CSV, UTF-8) in use. The same file again changes nothing.

    Columns: name, aliases (with ; between them), type (organization, person or country), country
    (ISO 3166-1 alpha-2), programme, remark. One bad row refuses the whole file.
    """
    content = read_list(file)
    sessions = operator.sessions
    with sessions.writer() if dry_run else sessions.writing() as session:
        loaded = sanctions_lists.load(
            session, Actor.operator(), content, label=label, source=source, now=operator.now()
        )
    click.echo(_loaded_json(loaded, content, dry_run) if as_json else _loaded_text(loaded, dry_run))


@sanctions.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def check(operator: Operator, as_json: bool) -> None:
    """Compare all organizations with the list in use, whether or not they were before."""
    with operator.sessions.reading() as session:
        members = list(session.scalars(select(Organization).order_by(Organization.id)))
        found = sanctions_check.plan(session, members)
    with operator.sessions.writing() as session:
        new = sanctions_check.write(session, found, now=operator.now())
    compared, label = (len(found.subjects), found.label) if found else (0, None)
    if as_json:
        click.echo(json.dumps({"list": label, "organizations": compared, "new_hits": new}))
    elif found is None:
        click.echo("No sanctions list is in use: load one with matchmaker sanctions load.")
    else:
        click.echo(f"{compared:,} organizations compared with {label}; new hits: {new:,}.")


@sanctions.command("lists")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def lists(operator: Operator, as_json: bool) -> None:
    """All lists that were ever loaded, the newest first."""
    with operator.sessions.reading() as session:
        rows = sanctions_lists.versions(session)
    if as_json:
        click.echo(json.dumps([_list_json(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        mark = "in use" if row.in_use else ""
        click.echo(f"{row.loaded_at:%Y-%m-%d %H:%M}  {row.entries_count:>7,}  {row.label}  {mark}")
    if not rows:
        click.echo("No sanctions list is loaded.")


def _loaded_text(loaded: sanctions_lists.Loaded, dry_run: bool) -> str:
    if not loaded.is_new:
        return f"This file is in use already, as {loaded.label}. Nothing has changed."
    if dry_run:
        return f"Dry run, nothing kept. {loaded.entries:,} entries can be taken."
    return (
        f"{loaded.label} is in use: {loaded.entries:,} entries. All organizations are compared by "
        "the worker; `matchmaker sanctions check` does it now."
    )


def _loaded_json(loaded: sanctions_lists.Loaded, content: ListFile, dry_run: bool) -> str:
    return json.dumps(
        {
            "label": loaded.label,
            "entries": len(content.entries),
            "sha256": loaded.sha256,
            "is_new": loaded.is_new,
            "dry_run": dry_run,
        },
        ensure_ascii=False,
    )


def _list_json(row: SanctionsList) -> dict[str, object]:
    return {
        "label": row.label,
        "source": row.source,
        "sha256": row.sha256,
        "loaded_at": row.loaded_at.isoformat(),
        "loaded_by": row.loaded_by,
        "entries": row.entries_count,
        "in_use": row.in_use,
    }
