"""A judged retrieval set in the shape that benchmarks share: corpus, queries, judgements.

Strict where an importer is lenient: one bad line spoils a measurement, so it is an error.
"""

import gzip
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from matchmaker.errors import MatchmakerError
from matchmaker.importers.limits import DAMAGED_GZIP


class UnreadableJudgedSet(MatchmakerError):
    """The sentence names the file and, where there is one, the line."""


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """``judgements`` holds query → document → grade; 0 and below are judged not relevant.

    ``queries`` have at least one relevant document: the others measure nothing. They stand in
    ``background``, since a ranking may look at all needs that are there.
    """

    name: str
    documents: Mapping[str, Document]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, float]]
    background: Mapping[str, str] = field(default_factory=dict)

    def only(self, wanted: Path) -> "JudgedSet":
        """The queries whose identifiers stand in a file, one a line."""
        chosen = {}
        for number, line in _lines(wanted):
            query = line.strip()
            if query not in self.queries:
                raise _error(wanted, number, f"{query!r} is not a query with a relevant document")
            chosen[query] = self.queries[query]
        if not chosen:
            raise UnreadableJudgedSet(f"{wanted} names no query.")
        rest = {key: text for key, text in self.queries.items() if key not in chosen}
        return replace(self, queries=chosen, background={**self.background, **rest})


def read_judged_set(folder: Path) -> JudgedSet:
    """``corpus.jsonl``, ``queries.jsonl`` (either may be compressed: ``.gz``), ``qrels.tsv``."""
    documents = {
        key: Document(_text(path, number, row, "title", ""), _text(path, number, row, "text"))
        for path, number, key, row in _objects(_find(folder, "corpus.jsonl"))
    }
    queries = {
        key: _text(path, number, row, "text")
        for path, number, key, row in _objects(_find(folder, "queries.jsonl"))
    }
    judgements = _judgements(_find(folder, "qrels.tsv"))
    relevant = {query for query, grades in judgements.items() if max(grades.values()) > 0}
    kept = {key: text for key, text in queries.items() if key in relevant}
    if not kept:
        raise UnreadableJudgedSet(f"No query of {folder} has a relevant document.")
    rest = {key: text for key, text in queries.items() if key not in relevant}
    return JudgedSet(folder.resolve().name, documents, kept, judgements, rest)


def _find(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise UnreadableJudgedSet(f"{folder} holds no {name} or {name}.gz.")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered from 1; blank ones are left out."""
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if text := line.decode("utf-8-sig").rstrip("\r\n"):
                    yield number, text
    except UnicodeDecodeError as error:
        raise _error(path, number, "is not UTF-8 text") from error
    except DAMAGED_GZIP as error:
        raise _error(path, number + 1, "the compressed file is damaged") from error
    except OSError as error:
        raise UnreadableJudgedSet(f"{path} cannot be read: {error.strerror}.") from error


def _objects(path: Path) -> Iterator[tuple[Path, int, str, Mapping[str, object]]]:
    seen: set[str] = set()
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _error(path, number, "is not valid JSON") from error
        if not isinstance(row, dict):
            raise _error(path, number, "is not a JSON object")
        key = _text(path, number, row, "_id")
        if not key or key in seen:
            raise _error(path, number, "has no _id" if not key else f"repeats the _id {key!r}")
        seen.add(key)
        yield path, number, key, row


def _text(
    path: Path, number: int, row: Mapping[str, object], field: str, default: str | None = None
) -> str:
    value = row.get(field, default)
    if not isinstance(value, str):
        raise _error(path, number, f"{field} is missing or no text")
    return value


def _judgements(path: Path) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for number, line in _lines(path):
        if number == 1:  # the header
            continue
        try:
            query, document, grade = line.split("\t")
            value = float(grade)
        except ValueError as error:
            raise _error(path, number, "is not query, document and grade, by tabs") from error
        if not math.isfinite(value):
            raise _error(path, number, f"{grade!r} is no grade")
        found.setdefault(query, {})[document] = value
    return found


def _error(path: Path, number: int, reason: str) -> UnreadableJudgedSet:
    return UnreadableJudgedSet(f"{path}, line {number}: {reason}.")
