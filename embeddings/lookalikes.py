"""Hard negatives: texts that share words with a title and belong to another one."""

import random
from collections.abc import Iterator, Sequence

from embeddings.lexical import LexicalIndex
from embeddings.text import passages

_NEAREST = 11  # by BM25; further ones teach little
_BLOCK = 256  # titles scored at a time


def lookalikes(
    titles: Sequence[str], texts: Sequence[str], asked: Sequence[int], chance: random.Random
) -> Iterator[str]:
    """For each position in ``asked`` a passage of a text that BM25 takes for the title's own.

    ``titles`` and ``texts`` belong together by position; there must be at least two.
    """
    index = LexicalIndex()
    for key, (title, text) in enumerate(zip(titles, texts, strict=True)):
        index.upsert(key, title, text)
    keys = range(len(titles))
    for at in range(0, len(asked), _BLOCK):
        block = asked[at : at + _BLOCK]
        scores = index.score_matrix([index.bag("", titles[key]) for key in block], keys)
        for key, row in zip(block, (-scores).argsort(axis=1, kind="stable"), strict=True):
            others = [other for other in row[: _NEAREST + 1].tolist() if other != key]
            yield chance.choice(passages("", "", texts[chance.choice(others)])).text
