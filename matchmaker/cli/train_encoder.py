"""``matchmaker train encoder``: the base model adapted to a field, on the processor."""

from pathlib import Path

import click

from embeddings.multilingual import prepared_model
from embeddings.training import Recipe
from matchmaker.cli.context import Operator
from matchmaker.importers.training_texts import read_training_texts
from matchmaker.services.encoder_training import lesson, train_encoder


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--method", type=click.Choice(["lora", "dense"]), default="lora", show_default=True)
@click.option(
    "--loss", type=click.Choice(["cosine", "matryoshka"]), default="cosine", show_default=True
)
@click.option(
    "--base",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A sentence-transformers folder; default: multilingual-e5-small.",
)
@click.option("--pairs", type=click.IntRange(min=2), default=8_000, show_default=True)
@click.option("--parallel", type=click.IntRange(min=0), default=1_500, show_default=True)
@click.option("--graded", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--epochs", type=click.FloatRange(min=0, min_open=True), default=1.0)
@click.option("--seed", type=int, default=0, show_default=True)
@click.pass_obj
def encoder(  # one argument for each option
    operator: Operator,
    folder: Path,
    method: str,
    loss: str,
    base: Path | None,
    pairs: int,
    parallel: int,
    graded: int,
    epochs: float,
    seed: int,
) -> None:
    """Adapt the encoder to the texts in FOLDER and in the folders in it.

    Used are corpora of titles and texts (topics, challenges or corpus.jsonl[.gz]), and where they
    are there patent_phrase_pairs.csv (graded phrases) and stsb_dev_13lang.csv (sentences in many
    languages). Nothing changes on the site until MATCHMAKER_ENCODER names the new folder.
    """
    texts = read_training_texts(folder)
    recipe = Recipe(method=method, loss=loss, epochs=epochs, seed=seed)  # type: ignore[arg-type]  # click checked the choices
    taught = lesson(texts, pairs=pairs, parallel=parallel, graded=graded, seed=seed)
    click.echo(
        f"{len(taught.related):,} pairs, {len(taught.parallel):,} sentences in two languages"
    )
    target = train_encoder(
        texts,
        taught,
        recipe,
        base=base or prepared_model(),
        folder=operator.config.data_dir / "models",
    )
    click.echo(f"Written to {target}. To use it: MATCHMAKER_ENCODER={target / 'model'}")
