"""``matchmaker fairness``: how attention is shared, and what spreading it costs."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from embeddings.factory import make_encoder
from matchmaker.cli.context import Operator
from matchmaker.importers.judged_set import read_judged_set
from matchmaker.ranking.exposure import STRENGTH
from matchmaker.services.attention import Side, measure
from matchmaker.services.attention_judged import Trial, choice, trials
from matchmaker.services.fairness import current_weight


@click.command("fairness")
@click.option(
    "--judged",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Also measure on a judged set, in the format of evaluate, what spreading costs.",
)
@click.option("--encoder", help="For the judged set: name, folder or model; default: configured.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def fairness(operator: Operator, judged: Path | None, encoder: str | None, as_json: bool) -> None:
    """How the stored lists share attention among listings, by score alone and as they stand.

    Attention is 1 / log2(1 + rank) in the first ten places of every list.
    """
    with operator.sessions.reading() as session:
        sides = measure(session, now=operator.now())
        weight = current_weight(session)
    found = _trials(operator, judged, encoder) if judged else []
    if as_json:
        click.echo(json.dumps(_as_json(sides, weight, found), ensure_ascii=False))
        return
    click.echo(f"Weight for emerging and developing economies: {weight:g}")
    for side in sides:
        if side.lists:
            _print_side(side)
        else:
            click.echo(f"No list shows {side.name} yet.")
    if judged and found:
        _print_trials(judged, found)


def _trials(operator: Operator, folder: Path, encoder: str | None) -> list[Trial]:
    judged = read_judged_set(folder)
    loaded = make_encoder(encoder or operator.config.encoder)
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label="Encoding", file=sys.stderr, hidden=hidden) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return trials(judged, loaded, advance)


def _as_json(sides: Sequence[Side], weight: float, found: Sequence[Trial]) -> dict[str, Any]:
    answer: dict[str, Any] = {"weight": weight, "sides": [asdict(side) for side in sides]}
    if found:
        answer["judged"] = {
            "trials": [asdict(trial) for trial in found],
            "chosen": choice(found).strength,
            "in_use": STRENGTH,
        }
    return answer


def _print_side(side: Side) -> None:
    click.echo(f"\n{side.listings} {side.name} in {side.lists} lists")
    click.echo(f"{'':<34}{'by score':>10}{'as ordered':>12}")
    for label, name in (
        ("Gini of attention", "gini"),
        ("in no first ten", "never"),
        ("attention of the top tenth", "top_tenth"),
    ):
        before, after = getattr(side.by_score, name), getattr(side.as_ordered, name)
        click.echo(f"{label:<34}{before:>10.3f}{after:>12.3f}")
    for part in side.regions:
        label = f"{part.region} ({part.of_listings:.0%})"
        click.echo(f"{label:<34}{part.by_score:>10.3f}{part.as_ordered:>12.3f}")


def _print_trials(folder: Path, found: Sequence[Trial]) -> None:
    click.echo(f"\n{folder.resolve().name}: nDCG@10 on the half that chooses, and on the other")
    click.echo(
        f"{'strength':<10}{'chooses':>9}{'other':>9}{'Gini':>8}{'never':>8}{'top tenth':>11}"
    )
    for trial in found:
        shared = trial.sharing
        click.echo(
            f"{trial.strength:<10g}{trial.chosen_on:>9.4f}{trial.reported_on:>9.4f}"
            f"{shared.gini:>8.3f}{shared.never:>8.3f}{shared.top_tenth:>11.3f}"
        )
    click.echo(f"chosen: {choice(found).strength:g}; in use: {STRENGTH:g}")
