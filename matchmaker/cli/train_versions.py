"""``matchmaker train versions``, ``promote`` and ``rollback``: which ranking ranks."""

import json

import click

from matchmaker.cli.context import Operator
from matchmaker.cli.train_report import as_json
from matchmaker.policies.actor import Actor
from matchmaker.services import ranker_switch, ranker_versions
from models import RankerPromotion, RankerVersion

_LATER = "All matches are made again by the worker; `matchmaker match run --all` does it now."


@click.command()
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def versions(operator: Operator, is_json: bool) -> None:
    """All versions, newest first, and which one ranks."""
    with operator.sessions.reading() as session:
        found = ranker_versions.versions(session)
        champion = ranker_versions.champion_id(session)
    if is_json:
        rows = [{**as_json(version), "ranks": version.id == champion} for version in found]
        click.echo(json.dumps({"ranks": champion, "versions": rows}))
        return
    for version in found:
        click.echo(_line(version, champion))
    if champion is None:
        click.echo("The shipped ranking ranks.")


@click.command()
@click.argument("version", type=click.IntRange(min=1))
@click.option("--force", is_flag=True, help="Although it is not better; needs a reason.")
@click.option("--reason", default="", help="Why; kept in the audit log.")
@click.pass_obj
def promote(operator: Operator, version: int, force: bool, reason: str) -> None:
    """Let VERSION rank.

    Refused when it is not better than what ranks now, on answers that it was not fitted to.
    """
    with operator.sessions.writing() as session:
        ranker_switch.promote(
            session,
            Actor.operator(),
            version,
            now=operator.now(),
            force=force,
            reason=reason,
        )
    click.echo(f"Version {version} ranks. {_LATER}")


@click.command()
@click.option("--reason", default="", help="Why; kept in the audit log.")
@click.pass_obj
def rollback(operator: Operator, reason: str) -> None:
    """Back to what ranked before; once more, and one further back."""
    with operator.sessions.writing() as session:
        row = ranker_switch.rollback(session, Actor.operator(), now=operator.now(), reason=reason)
        ranks = _name(row)
    click.echo(f"{ranks} ranks again. {_LATER}")


def _name(row: RankerPromotion) -> str:
    return f"Version {row.version_id}" if row.version_id else "The shipped ranking"


def _line(version: RankerVersion, champion: int | None) -> str:
    state = "ranks" if version.id == champion else str(version.report.get("verdict", ""))
    return f"{version.id:>4}  {version.made_at:%Y-%m-%d %H:%M}  {version.origin:<11} {state}"
