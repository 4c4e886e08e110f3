"""``matchmaker train ranker``: a challenger learnt from the platform's answers."""

import json

import click

from matchmaker.cli.context import Operator
from matchmaker.cli.train_report import as_json, as_text
from matchmaker.policies.actor import Actor
from matchmaker.services.indexing import unindexed
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.ranker_training import plan_challenger, write_challenger


@click.command()
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def ranker(operator: Operator, is_json: bool) -> None:
    """Learn from answers and decisions, compare with what ranks now, and keep the result.

    Nothing ranks by it until it is promoted. With too few answers nothing is written.
    """
    encoder, now = operator.encoder(), operator.now()
    engine = MatchingEngine(encoder.info if encoder else None)
    with operator.sessions.reading() as session:
        if waiting := len(unindexed(session, encoder, now=now)):
            click.echo(f"{waiting} listings are not indexed yet and are left out.", err=True)
        challenger = plan_challenger(session, engine, now=now)
    with operator.sessions.writing() as session:
        version = write_challenger(session, Actor.operator(), challenger, now=now)
    click.echo(json.dumps(as_json(version)) if is_json else as_text(version))
