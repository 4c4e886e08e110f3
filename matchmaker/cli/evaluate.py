"""``matchmaker evaluate``: the live ranking on a judged set, beside plain baselines."""

import json
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import click

from embeddings.factory import make_encoder
from matchmaker.cli.context import Operator
from matchmaker.cli.progress import encoding_progress
from matchmaker.importers.judged_set import JudgedSet, read_judged_set
from matchmaker.ranking.calibration import expected_calibration_error
from matchmaker.services.ablation import ablate as without_each_part
from matchmaker.services.evaluation import SYSTEMS, Result, Run, cross_validate
from matchmaker.services.evaluation import evaluate as run_systems

_COLUMNS = ("ndcg@10", "recall@50", "mrr@10")


def _systems(_context: click.Context, _parameter: click.Parameter, value: str) -> list[str]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names:
        if name not in SYSTEMS:
            raise click.BadParameter(f"{name!r} is none of {', '.join(SYSTEMS)}")
    if not names:
        raise click.BadParameter("names no system")
    return list(dict.fromkeys(names))


@click.command("evaluate")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--systems",
    default=",".join(SYSTEMS),
    show_default=True,
    callback=_systems,
    help="Which to measure, separated by commas.",
)
@click.option(
    "--queries",
    type=click.Path(path_type=Path),
    help="A file with the identifiers of the queries to use, one a line; default: all.",
)
@click.option("--encoder", help="Name, folder or model; default: the configured one.")
@click.option(
    "--folds",
    type=click.IntRange(min=2),
    help="Also measure matchmaker with its fusion fitted in so many folds, and its bands.",
)
@click.option("--ablate", is_flag=True, help="With --folds: also without each part in turn.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def evaluate(
    operator: Operator,
    folder: Path,
    systems: list[str],
    queries: Path | None,
    encoder: str | None,
    folds: int | None,
    ablate: bool,
    as_json: bool,
) -> None:
    """Rank the judged set in FOLDER and print how good the rankings are.

    FOLDER holds corpus.jsonl and queries.jsonl (or .jsonl.gz) and qrels.tsv. A document with the
    query's own identifier is left out.
    """
    judged = read_judged_set(folder)
    if queries is not None:
        judged = judged.only(queries)
    if ablate and not folds:
        raise click.BadParameter("--ablate needs --folds")
    if folds and folds > len(judged.queries):
        raise click.BadParameter(f"{len(judged.queries)} queries make no {folds} folds")
    load = cache(partial(make_encoder, encoder or operator.config.encoder))
    with encoding_progress() as progress:
        run = Run(judged, load, progress)
        results = run_systems(run, systems)
        if folds:
            results |= cross_validate(run, folds)
        if folds and ablate:
            results |= without_each_part(run, folds)
    if as_json:
        click.echo(json.dumps(_as_json(judged, results), ensure_ascii=False))
        return
    _print_table(judged, results)


def _as_json(judged: JudgedSet, results: Mapping[str, Result]) -> dict[str, Any]:
    return {
        "dataset": judged.name,
        "queries": len(judged.queries),
        "documents": len(judged.documents),
        "systems": {name: _result_as_json(result) for name, result in results.items()},
    }


def _result_as_json(result: Result) -> dict[str, Any]:
    figures: dict[str, Any] = {name: round(value, 4) for name, value in result.measures.items()}
    figures["seconds"] = round(result.seconds, 2)
    if result.bands:
        figures["bands"] = {
            name or "none": {
                "pairs": report.pairs,
                "predicted": round(report.predicted, 4),
                "observed": round(report.observed, 4),
            }
            for name, report in result.bands.items()
        }
        figures["calibration"] = {
            "expected_error": round(expected_calibration_error(result.diagram), 4),
            "bins": [
                [part.pairs, round(part.predicted, 4), round(part.observed, 4)]
                for part in result.diagram
            ],
        }
        figures["rankings"] = [ranking.as_json() for ranking in result.rankings]
    return figures


def _print_table(judged: JudgedSet, results: Mapping[str, Result]) -> None:
    click.echo(f"{judged.name}: {len(judged.queries)} queries, {len(judged.documents)} documents")
    width = max(len("system"), *map(len, results))
    heads = "".join(f"{name:>11}" for name in (*_COLUMNS, "seconds"))
    click.echo(f"{'system':<{width}}{heads}")
    for name, result in results.items():
        figures = "".join(f"{result.measures[column]:>11.3f}" for column in _COLUMNS)
        click.echo(f"{name:<{width}}{figures}{result.seconds:>11.1f}")
    for name, result in results.items():
        if result.bands and name.endswith("in folds"):
            _print_bands(name, result)


def _print_bands(name: str, result: Result) -> None:
    click.echo(f"\n{name}\n{'band':<10}{'pairs':>9}{'predicted':>11}{'observed':>11}")
    for band, report in result.bands.items():
        figures = f"{report.pairs:>9}{report.predicted:>11.3f}{report.observed:>11.3f}"
        click.echo(f"{band or 'none':<10}{figures}")
    error = expected_calibration_error(result.diagram)
    click.echo(f"expected calibration error {error:.3f}, in tenths of the pairs that have a band:")
    for part in result.diagram:
        click.echo(f"{'':<10}{part.pairs:>9}{part.predicted:>11.3f}{part.observed:>11.3f}")
    click.echo("each fold: words, vectors, own, demand")
    for ranking in result.rankings:
        both, other = ranking.both, ranking.reciprocity
        click.echo(
            f"{both.lexical:>10.2f}{both.dense:>10.2f}{other.own:>10.2f}{other.demand:>10.2f}"
        )
