"""What somebody would type for the queries of a judged set: short, in English and one other tongue.

Strict, as the judged set itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matchmaker.importers.judged_set import UnreadableJudgedSet

_HEADER: Final = ["query-id", "typed", "language", "translated"]


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """``translated`` says the same in ``language``, an ISO 639-1 code."""

    words: str
    language: str
    translated: str


def read_typed_queries(path: Path) -> Mapping[str, TypedQuery]:
    """By the query's identifier; columns separated by tabs, below a header."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise UnreadableJudgedSet(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableJudgedSet(f"{path} is not UTF-8 text.") from error
    if not lines or lines[0].split("\t") != _HEADER:
        raise UnreadableJudgedSet(f"{path} has not the columns {', '.join(_HEADER)}.")
    found: dict[str, TypedQuery] = {}
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(_HEADER) or not all(cells) or cells[0] in found:
            raise UnreadableJudgedSet(f"{path}, line {number}: is no new query in four columns.")
        found[cells[0]] = TypedQuery(*cells[1:])
    return found
