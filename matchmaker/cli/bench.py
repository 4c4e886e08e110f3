"""``matchmaker bench``: the benchmarks, each in a database of its own."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from matchmaker.cli import (
    bench_audit,
    bench_browse,
    bench_cpc,
    bench_desk,
    bench_inbox,
    bench_names,
    bench_pipeline,
    bench_web,
)
from matchmaker.cli.context import Operator

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FOLDER_KEPT = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the database is kept, or lies since the last time; default: gone at the end.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def bench() -> None:
    """Measure speed and memory."""


@bench.command()
@click.argument("offers_folder", type=_FOLDER)
@click.argument("needs_folder", type=_FOLDER)
@click.option("--offers", default=1_088, show_default=True, help="Offers at full size.")
@click.option("--needs", default=300, show_default=True, help="Needs at full size.")
@_JSON
@click.pass_obj
def pipeline(
    operator: Operator,
    offers_folder: Path,
    needs_folder: Path,
    offers: int,
    needs: int,
    as_json: bool,
) -> None:
    """Import, encode and match real listings at a quarter, half and full size.

    OFFERS_FOLDER is in the layout of format horizon, NEEDS_FOLDER of format challenges.
    """
    rows = bench_pipeline.run(
        offers_folder,
        needs_folder,
        operator.encoder(),
        offers=offers,
        needs=needs,
        now=operator.now(),
    )
    _print([row.as_dict() for row in rows], as_json)


@bench.command()
@click.option("--listings", default=5_000, show_default=True)
@click.option("--users", "people", default=20, show_default=True, help="At the same time.")
@click.option("--seconds", default=15.0, show_default=True, help="Of each measurement.")
@_JSON
@click.pass_obj
def web(operator: Operator, listings: int, people: int, seconds: float, as_json: bool) -> None:
    """The match page under load, on this machine's loopback address only."""
    rows = bench_web.run(listings=listings, people=people, seconds=seconds, now=operator.now())
    _print([row.as_dict() for row in rows], as_json)


@bench.command()
@click.option("--organizations", default=200, show_default=True)
@click.option("--entries", default=50_000, show_default=True, help="With an alias each.")
@_JSON
def names(organizations: int, entries: int, as_json: bool) -> None:
    """Names of organizations against a sanctions list, both invented."""
    rows = bench_names.run(organizations=organizations, entries=entries)
    _print([row.as_dict() for row in rows], as_json)


@bench.command()
@click.option("--listings", default=100_000, show_default=True)
@click.option("--introductions", default=10_000, show_default=True)
@click.option("--rounds", default=20, show_default=True, help="How often each page is asked for.")
@_JSON
@click.pass_obj
def desk(operator: Operator, listings: int, introductions: int, rounds: int, as_json: bool) -> None:
    """The secretariat's pages, one after the other, on this machine's loopback address only."""
    size = bench_desk.Size(listings, introductions)
    measured = bench_desk.run(size, rounds=rounds, now=operator.now())
    _print([row.as_dict() for row in measured], as_json)


@bench.command()
@click.option("--events", default=1_000_000, show_default=True)
@click.option("--times", default=40, show_default=True, help="That each question is asked.")
@_JSON
@click.pass_obj
def audit(operator: Operator, events: int, times: int, as_json: bool) -> None:
    """The audit log: the walk of its chain, and a page of each kind of filter."""
    rows = bench_audit.run(events=events, times=times, now=operator.now())
    _print([row.as_dict() for row in rows], as_json)


@bench.command()
@click.argument("scheme", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--codes", default=50_000, show_default=True, help="Invented, without a SCHEME.")
@click.option("--times", default=20, show_default=True, help="That each query is asked.")
@_JSON
@click.pass_obj
def cpc(operator: Operator, scheme: Path | None, codes: int, times: int, as_json: bool) -> None:
    """The search for CPC codes, over invented codes or those of a SCHEME (see import cpc)."""
    rows = bench_cpc.run(scheme, codes=codes, times=times, now=operator.now())
    _print([row.as_dict() for row in rows], as_json)


@bench.command()
@click.option("--listings", default=100_000, show_default=True)
@click.option("--users", "people", default=20, show_default=True, help="At the same time.")
@click.option("--seconds", default=30.0, show_default=True, help="Of each measurement.")
@_FOLDER_KEPT
@_JSON
@click.pass_obj
def browse(
    operator: Operator,
    listings: int,
    people: int,
    seconds: float,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Browsing under load, cold and warm, on this machine's loopback address only."""
    with TemporaryDirectory() as scratch:
        place = folder or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        rows = bench_browse.run(
            place, listings=listings, people=people, seconds=seconds, now=operator.now()
        )
        _print([row.as_dict() for row in rows], as_json)


@bench.command()
@click.option("--listings", default=100_000, show_default=True)
@click.option("--own", default=400, show_default=True, help="Listings of one organization.")
@click.option("--matches", default=100, show_default=True, help="Of each of these.")
@click.option("--rounds", default=20, show_default=True, help="How often each page is asked for.")
@_FOLDER_KEPT
@_JSON
@click.pass_obj
def inbox(
    operator: Operator,
    listings: int,
    own: int,
    matches: int,
    rounds: int,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The matches of one very large organization, and their files, page by page."""
    size = bench_inbox.Size(listings, own, matches)
    with TemporaryDirectory() as scratch:
        place = folder or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        rows = bench_inbox.run(place, size, rounds=rounds, now=operator.now())
        _print([row.as_dict() for row in rows], as_json)


def _print(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    table = [list(rows[0]), *([_readable(v) for v in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        click.echo("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def _readable(value: float | str) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
