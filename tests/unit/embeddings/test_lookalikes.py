"""Texts that only look like the right one."""

import random

from embeddings.lookalikes import lookalikes

TITLES = ["Hydrogen for lime kilns", "Hydrogen for steel", "Slag in cement", "Ship engines"]
TEXTS = [
    "Lime kilns fired with hydrogen.",
    "Steel from hydrogen in lime-free furnaces.",
    "Cement with slag of lime kilns.",
    "Ammonia drives ships.",
]


def test_every_title_gets_a_passage_of_another_text() -> None:
    found = list(lookalikes(TITLES, TEXTS, [0, 1, 2, 3, 0], random.Random(1)))
    assert len(found) == 5
    for at, passage in zip([0, 1, 2, 3, 0], found, strict=True):
        assert passage in TEXTS
        assert passage != TEXTS[at]


def test_the_same_chance_draws_the_same() -> None:
    drawn = [list(lookalikes(TITLES, TEXTS, [0, 1], random.Random(4))) for _ in "12"]
    assert drawn[0] == drawn[1]


def test_words_in_common_are_what_makes_a_lookalike() -> None:
    titles = [*TITLES, *(f"Topic {number}" for number in range(40))]
    texts = [*TEXTS, *(f"Nothing of the kind, number {number}." for number in range(40))]
    found = set(lookalikes(titles, texts, [0] * 30, random.Random(1)))
    assert set(TEXTS[1:3]) & found
