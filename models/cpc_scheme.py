"""The Cooperative Patent Classification as plain values, and the selection that comes along."""

from collections.abc import Iterator
from importlib import resources
from typing import Final

#: Levels of the official scheme.
SUBCLASS, MAIN_GROUP = 5, 7
#: What a code's edition says when it came with the program.
CURATED: Final = "curated"


def curated() -> Iterator[tuple[str, int, str, str]]:
    """``(code, level, title, parent)`` of the selection, parents before what is below them.

    The parent is the last code before with a lower level; empty at the top.
    """
    text = resources.files("models").joinpath("cpc.tsv").read_text("utf-8")
    over: list[tuple[str, int]] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, level, title = line.split("\t")
        while over and over[-1][1] >= int(level):
            over.pop()
        yield code, int(level), title, over[-1][0] if over else ""
        over.append((code, int(level)))
