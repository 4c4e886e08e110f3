"""``matchmaker import``: listings from files, of members and of public sources."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from matchmaker.cli import import_cpc
from matchmaker.cli.context import Operator
from matchmaker.errors import InvalidFields
from matchmaker.importers.drafts import Source
from matchmaker.importers.formats import FORMATS, LISTINGS, limited, with_kind
from matchmaker.importers.listings import ROW_COLUMNS
from matchmaker.policies.actor import Actor
from matchmaker.services.import_owners import find_organization
from matchmaker.services.importing import ImportReport, import_drafts
from matchmaker.services.listing_fields import column_problems
from matchmaker.services.listing_template import template
from models.session import Sessions
from models.vocabulary import LISTING_KINDS

#: Refusals that are printed; ``--json`` gives all.
_SHOWN: Final = 50
_KIND: Final = click.Choice(list(LISTING_KINDS))


def _print_template(context: click.Context, _option: click.Parameter, kind: str | None) -> None:
    """Before the other arguments are asked for: a template needs no file."""
    if kind is not None:
        click.echo(template(kind), nl=False)
        context.exit()


@click.command("import")
@click.argument("format_name", metavar="FORMAT", type=click.Choice([*FORMATS, import_cpc.CPC]))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--organization", help="Owner: its reference or exact name.")
@click.option("--kind", type=_KIND, help="Kind of the rows that name none (format listings).")
@click.option("--limit", type=click.IntRange(min=1), help="Read this many rows at most.")
@click.option("--dry-run", is_flag=True, help="Check and count, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--template",
    type=_KIND,
    is_eager=True,
    expose_value=False,
    callback=_print_template,
    help="Print a CSV file for this kind, with an example row, and stop.",
)
@click.pass_obj
def import_(
    operator: Operator,
    format_name: str,
    path: Path,
    organization: str | None,
    kind: str | None,
    limit: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import listings, or the codes of the CPC. The same file again adds nothing.

    FORMAT is listings (CSV, XLSX or JSON lines), horizon, challenges, topics, steel-tracker or cpc
    (the scheme's XML as a zip or folder, or JSON lines).
    A table to fill in: matchmaker import listings --template offer > offers.csv
    """
    if format_name == import_cpc.CPC:
        import_cpc.run(operator, path, dry_run=dry_run, as_json=as_json)
        return
    if kind and format_name != LISTINGS:
        raise click.UsageError("--kind is for the format listings; other formats know their kind.")
    now = operator.now()
    source = FORMATS[format_name](path, now.date())
    _check_table(format_name, source, organization, kind)
    drafts = with_kind(source.drafts, kind) if kind else source.drafts
    with _progress(min(source.rows, limit or source.rows)) as progress:
        report = import_drafts(
            operator.sessions,
            limited(drafts, limit) if limit else drafts,
            source=format_name,
            organization_id=_owner_id(operator.sessions, organization),
            actor=Actor.operator(),
            now=now,
            dry_run=dry_run,
            progress=progress,
        )
    click.echo(_as_json(format_name, report, dry_run) if as_json else _as_text(report, dry_run))
    if report.rows_taken == 0:
        raise click.exceptions.Exit(1)


@contextmanager
def _progress(rows: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, on standard error, so that it is never among the results."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=rows, label="Importing", file=sys.stderr, hidden=hidden) as bar:
        yield bar.update


def _check_table(
    format_name: str, source: Source, organization: str | None, kind: str | None
) -> None:
    """Say once what is wrong with every row of a table; other files are judged row by row."""
    if format_name != LISTINGS or not source.columns:
        return
    if organization is None and "organization" not in source.columns:
        raise click.UsageError("Whose listings are these? Give --organization.")
    if kind is None and "kind" not in source.columns:
        raise click.UsageError("The file has no column kind. Give --kind.")
    names = [name for name in source.columns if name not in ROW_COLUMNS]
    problems = column_problems(names, None if "kind" in source.columns else kind)
    if problems:
        raise InvalidFields({f"column {problem.field}": problem.reason for problem in problems})


def _owner_id(sessions: Sessions, name: str | None) -> int | None:
    if name is None:
        return None
    with sessions.reading() as session:
        return find_organization(session, name).id


def _as_json(format_name: str, report: ImportReport, dry_run: bool) -> str:
    return json.dumps(
        {
            "format": format_name,
            "dry_run": dry_run,
            "rows_read": report.rows_read,
            "added": report.added,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "refused": report.rows_refused,
            "organizations_added": report.organizations_added,
            "refusals": [asdict(refusal) for refusal in report.refused],
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_text(report: ImportReport, dry_run: bool) -> str:
    lines = [str(refusal) for refusal in report.refused[:_SHOWN]]
    if len(report.refused) > _SHOWN:
        lines.append(f"… and {len(report.refused) - _SHOWN:,} more; --json prints all.")
    lines.append(
        f"{'Dry run, nothing kept. ' if dry_run else ''}"
        f"Rows read: {report.rows_read:,}; added: {report.added:,}; updated: {report.updated:,}; "
        f"unchanged: {report.unchanged:,}; refused: {report.rows_refused:,}; "
        f"organizations added: {report.organizations_added:,}."
    )
    return "\n".join(lines)
