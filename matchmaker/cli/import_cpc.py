"""``matchmaker import cpc``: the classification's codes, all in one transaction."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from matchmaker.cli.context import Operator
from matchmaker.importers.cpc import open_scheme
from matchmaker.policies.actor import Actor
from matchmaker.services import cpc_import
from matchmaker.services.cpc_import import CpcReport

#: The name of the format; it brings codes, not listings.
CPC: Final = "cpc"
_SHOWN: Final = 50
_EDITION_MAX: Final = 40


def run(operator: Operator, path: Path, *, dry_run: bool, as_json: bool) -> None:
    """Load the scheme at ``path``, its edition named after it. Status 1 when all is refused."""
    scheme = open_scheme(path)
    sessions = operator.sessions
    hidden = not sys.stderr.isatty()
    with (
        click.progressbar(
            scheme.entries, label="Reading", length=scheme.rows, file=sys.stderr, hidden=hidden
        ) as bar,
        sessions.writer() if dry_run else sessions.writing() as session,
    ):
        report = cpc_import.load(
            session, Actor.operator(), bar, edition=path.stem[:_EDITION_MAX], now=operator.now()
        )
        if dry_run:
            session.rollback()
    click.echo(_as_json(report, dry_run) if as_json else _as_text(report, dry_run))
    if report.rows_read == len(report.refused):
        raise click.exceptions.Exit(1)


def _as_json(report: CpcReport, dry_run: bool) -> str:
    counts = {
        "format": CPC,
        "dry_run": dry_run,
        "rows_read": report.rows_read,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "repeated": report.repeated,
        "refused": len(report.refused),
    }
    refusals = [asdict(refusal) for refusal in report.refused]
    return json.dumps({**counts, "refusals": refusals}, ensure_ascii=False, indent=2)


def _as_text(report: CpcReport, dry_run: bool) -> str:
    lines = [str(refusal) for refusal in report.refused[:_SHOWN]]
    if len(report.refused) > _SHOWN:
        lines.append(f"… and {len(report.refused) - _SHOWN:,} more; --json prints all.")
    lines.append(
        f"{'Dry run, nothing kept. ' if dry_run else ''}"
        f"Rows read: {report.rows_read:,}; added: {report.added:,}; updated: {report.updated:,}; "
        f"unchanged: {report.unchanged:,}; repeated: {report.repeated:,}; "
        f"refused: {len(report.refused):,}."
    )
    return "\n".join(lines)
