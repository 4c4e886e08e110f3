"""An adapted encoder from real texts: what it is taught, where it is kept, and its card."""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from embeddings.lookalikes import lookalikes
from embeddings.text import passages
from embeddings.training import Lesson, Recipe, adapt
from matchmaker.importers.training_texts import TitledText, TrainingTexts

_MOST_OF_A_TEXT: Final = 6  # passages; a long text has no more to say about its title
#: The most pairs of one corpus, so that the largest does not set the tone.
_SHARE: Final = 0.4
_CARD: Final = """# {name}

Adapted with `matchmaker train encoder` from {base}.

- **Taught with** {related} pairs of a title and a passage of its own text, each beside a passage
  that BM25 takes for it ({corpora}); {parallel} sentences in two languages; {graded} graded pairs.
- **Recipe**: {recipe}
- **Licence** of the adapted model: that of its base and of the texts above, whichever is stricter.
- **Not measured here.** Compare before use: `matchmaker evaluate FOLDER --encoder {path}/model`
- **Limits**: it knows what its texts are about; texts longer than the window are cut into passages.
"""


def lesson(texts: TrainingTexts, *, pairs: int, parallel: int, graded: int, seed: int) -> Lesson:
    """A seeded sample: at most so many of each kind, no corpus with more than its share."""
    chance = random.Random(seed)  # noqa: S311  # a sample that can be drawn again, no secret
    related = _related(texts.titled, pairs, chance)
    translated = [
        (sentence["en"], sentence[chance.choice(others)])
        for sentence in texts.parallel
        if (others := sorted(sentence.keys() - {"en"}))
    ]
    return Lesson(
        related,
        chance.sample(translated, min(parallel, len(translated))),
        chance.sample(texts.graded, min(graded, len(texts.graded))),
    )


def train_encoder(
    texts: TrainingTexts, taught: Lesson, recipe: Recipe, *, base: Path, folder: Path
) -> Path:
    """A new folder under ``folder``: ``model``, ``adapter``, the recipe and a card."""
    target = _next(folder)
    adapt(base, taught, recipe, target)
    corpora = sorted({text.corpus for text in texts.titled})
    card = _CARD.format(
        name=target.name,
        base=base.name,
        related=len(taught.related),
        parallel=len(taught.parallel),
        graded=len(taught.graded),
        corpora=", ".join(corpora),
        recipe=", ".join(f"{name} {value}" for name, value in asdict(recipe).items()),
        path=target,
    )
    (target / "README.md").write_text(card, encoding="utf-8")
    (target / "recipe.json").write_text(json.dumps(asdict(recipe), indent=2), encoding="utf-8")
    return target


def _related(
    titled: Sequence[TitledText], pairs: int, chance: random.Random
) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    corpora = sorted({text.corpus for text in titled})
    for corpus in corpora:
        own = [text for text in titled if text.corpus == corpus]
        if len(own) < 2:
            continue
        cut = [passages("", "", text.text)[:_MOST_OF_A_TEXT] for text in own]
        drawn = [(at, passage.text) for at, held in enumerate(cut) for passage in held]
        chance.shuffle(drawn)
        drawn = drawn[: max(1, int(pairs * (_SHARE if len(corpora) > 2 else 1)))]
        titles, bodies = [text.title for text in own], [text.text for text in own]
        wrong = lookalikes(titles, bodies, [at for at, _ in drawn], chance)
        found += [
            (titles[at], right, other) for (at, right), other in zip(drawn, wrong, strict=True)
        ]
    chance.shuffle(found)
    return found[:pairs]


def _next(folder: Path) -> Path:
    """Versions are numbered and never overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = [int(path.name.removeprefix("encoder-")) for path in folder.glob("encoder-[0-9]*")]
    target = folder / f"encoder-{max(taken, default=0) + 1}"
    target.mkdir()
    return target
