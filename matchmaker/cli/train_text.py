"""``matchmaker train text``: what a judged set teaches about words, vectors and demand."""

import json
from pathlib import Path

import click

from embeddings.factory import make_encoder
from matchmaker.cli.context import Operator
from matchmaker.cli.progress import encoding_progress
from matchmaker.importers.judged_set import read_judged_set
from matchmaker.policies.actor import Actor
from matchmaker.services.evaluation import Run
from matchmaker.services.ranker_versions import text_in_use
from matchmaker.services.text_training import plan_text, write_text


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--folds", type=click.IntRange(min=2), default=10, show_default=True)
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def text(operator: Operator, folder: Path, folds: int, is_json: bool) -> None:
    """Learn the text score from the judged set in FOLDER, and keep it as a version.

    FOLDER is what `matchmaker evaluate` takes. Nothing ranks by it until it is promoted.
    """
    judged = read_judged_set(folder)
    if folds > len(judged.queries):
        raise click.BadParameter(f"{len(judged.queries)} queries make no {folds} folds")
    encoder = make_encoder(operator.config.encoder)
    now = operator.now()
    with operator.sessions.reading() as session, encoding_progress() as progress:
        ranking = text_in_use(session, encoder.info.key)
        run = Run(judged, lambda: encoder, progress, ranking)
        challenger = plan_text(session, run, folds=folds)
    with operator.sessions.writing() as session:
        version = write_text(session, Actor.operator(), challenger, now=now)
        number, verdict = version.id, version.report["verdict"]
    found = {"version": number, "report": challenger.report, "text": challenger.ranking.as_json()}
    click.echo(json.dumps(found) if is_json else f"Version {number}: {verdict}")
