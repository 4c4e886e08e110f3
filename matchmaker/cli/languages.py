"""``matchmaker match languages``: how far a need finds the same offers in another language."""

import json

import click

from matchmaker.cli.context import Operator
from matchmaker.importers.parallel_needs import read_parallel_needs
from matchmaker.services.language_gap import PIVOT, TOP, measure
from matchmaker.services.language_report import LanguageGap, as_json, keep
from models.vocabulary import LANGUAGES


@click.command()
@click.option("--json", "json_wanted", is_flag=True, help="Print JSON.")
@click.pass_obj
def languages(operator: Operator, json_wanted: bool) -> None:
    """Measure the language gap with the needs that are shipped in ten languages.

    The result is kept for the secretariat's page.
    """
    encoder, needs = operator.encoder(), read_parallel_needs()
    with operator.sessions.reading() as session:
        gap = measure(session, encoder, needs, now=operator.now())
    keep(gap, operator.config.data_dir)
    click.echo(json.dumps(as_json(gap)) if json_wanted else _as_text(gap))


def _as_text(gap: LanguageGap) -> str:
    by = gap.encoder or "words alone"
    head = f"{gap.needs} needs, {gap.documents} offers and capabilities, by {by}"
    width = max(len(LANGUAGES.label(row.language)) for row in gap.rows)
    lines = [
        f"{LANGUAGES.label(row.language):{width}}  {row.overlap:9.2f}  {row.jaccard:7.2f}"
        for row in gap.rows
    ]
    mean = f"{'mean':{width}}  {gap.overlap:9.2f}"
    columns = f"{f'as {LANGUAGES.label(PIVOT)}':{width}}  overlap@{TOP}  jaccard"
    return "\n".join([head, columns, *lines, mean])
