"""Two texts word by word: what stayed, what went, what came."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

Mark = Literal["same", "removed", "added"]
_TOKEN: Final = re.compile(r"\S+\s*|\s+")
#: Words that stayed between two changes: fewer than this read better as part of the change.
_MIN_SAME: Final = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words with one mark; together the parts give both texts."""

    mark: Mark
    text: str


def compare_words(before: str, after: str) -> tuple[Part, ...]:
    """The parts in reading order, what was removed before what came in its place."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    # Words compare by their letters: a line that is broken elsewhere is no change.
    matcher = SequenceMatcher(None, [t.strip() for t in old], [t.strip() for t in new])
    parts: list[tuple[Mark, list[str]]] = []
    blocks = matcher.get_opcodes()
    for index, (kind, i, j, k, m) in enumerate(blocks):
        is_between = 0 < index < len(blocks) - 1
        if kind == "equal" and not (is_between and j - i < _MIN_SAME):
            parts.append(("same", new[k:m]))
            continue
        parts += [("removed", old[i:j]), ("added", new[k:m])]
    return tuple(Part(mark, "".join(words)) for mark, words in _joined(parts) if words)


def _joined(parts: list[tuple[Mark, list[str]]]) -> list[tuple[Mark, list[str]]]:
    """Changes that touch one another as one: all that went, then all that came."""
    found: list[tuple[Mark, list[str]]] = []
    went: list[str] = []
    came: list[str] = []
    for mark, words in parts:
        if mark != "same":
            (went if mark == "removed" else came).extend(words)
            continue
        found += [("removed", went), ("added", came), (mark, words)]
        went, came = [], []
    return [*found, ("removed", went), ("added", came)]
