"""``matchmaker evaluate-search``: the search of the browse page on a judged set."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from embeddings.factory import make_encoder
from matchmaker.cli.context import Operator
from matchmaker.cli.progress import encoding_progress
from matchmaker.importers.judged_set import read_judged_set
from matchmaker.importers.parallel_needs import read_parallel_needs
from matchmaker.importers.typed_queries import read_typed_queries
from matchmaker.ranking.closeness import Closeness
from matchmaker.services import judged_market
from matchmaker.services.search_evaluation import JudgedSearch, Known, SearchRow, evaluate
from matchmaker.services.search_fitting import fitted_in_folds
from matchmaker.services.search_questions import forms_of
from models import schema
from models.session import Sessions, open_engine

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("evaluate-search")
@click.argument("folder", type=_FOLDER)
@click.option(
    "--typed",
    type=click.Path(path_type=Path),
    help="What people would type for the queries: query-id, typed, language, translated, by tabs.",
)
@click.option(
    "--folds",
    type=click.IntRange(min=2),
    help="Also measure it with what counts as close fitted in so many folds.",
)
@click.option(
    "--keep", type=_FOLDER, help="Where the database is kept, or lies since the last time."
)
@click.option("--encoder", help="Name, folder or model; default: the configured one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def evaluate_search(
    operator: Operator,
    folder: Path,
    typed: Path | None,
    folds: int | None,
    keep: Path | None,
    encoder: str | None,
    as_json: bool,
) -> None:
    """Search the judged set in FOLDER as members search, and print how good the results are.

    FOLDER is as for evaluate. Its documents become listings of a database of their own, beside the
    needs that are shipped in ten languages.
    """
    judged, needs = read_judged_set(folder), read_parallel_needs()
    forms = forms_of(judged, read_typed_queries(typed) if typed else {}, needs)
    model = make_encoder(encoder or operator.config.encoder)
    with TemporaryDirectory() as scratch:
        sessions = _sessions(keep or Path(scratch))
        with encoding_progress() as progress:
            judged_market.prepare(
                sessions,
                judged,
                needs,
                model,
                now=operator.now(),
                progress=lambda _phase, done, total: progress("search", done, total),
            )
        with sessions.reading() as session:
            search = JudgedSearch(session, Known(model, forms))
            rows, chosen = list(evaluate(search, forms)), []
            if folds:
                fitted = fitted_in_folds(search, forms, folds)
                rows, chosen = [*rows, *fitted.rows], list(fitted.chosen)
        sessions.engine.dispose()
    _print(judged.name, rows, chosen, as_json)


def _sessions(folder: Path) -> Sessions:
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(f"sqlite:///{folder / 'search.db'}")
    schema.upgrade(engine)
    return Sessions(engine)


def _print(
    name: str, rows: Sequence[SearchRow], chosen: Sequence[Closeness], as_json: bool
) -> None:
    if as_json:
        found: dict[str, Any] = {"dataset": name, "rows": [asdict(row) for row in rows]}
        click.echo(json.dumps(found | {"chosen": [asdict(one) for one in chosen]}))
        return
    width = max(len(row.form) for row in rows)
    heads = f"{'ndcg@10':>9}{'recall@50':>11}{'mrr@10':>8}{'empty':>7}{'found':>7}{'most':>6}"
    click.echo(f"{'query':<{width}}  {'by':<16}{'asked':>6}{heads}")
    for row in sorted(rows, key=lambda row: row.form):
        click.echo(f"{row.form:<{width}}  {row.system:<16}{row.questions:>6}{_figures(row)}")
    for one in chosen:
        click.echo(f"chosen: spread {one.spread}, standing {one.standing}")


def _figures(row: SearchRow) -> str:
    ndcg, recall, mrr = (row.measures[name] for name in ("ndcg@10", "recall@50", "mrr@10"))
    return f"{ndcg:>9.3f}{recall:>11.3f}{mrr:>8.3f}{row.empty:>7.3f}{row.found:>7.0f}{row.most:>6}"
