"""JSON lines in the shape that corpora share: ``_id``, ``title``, ``text``, ``metadata``."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matchmaker.importers.drafts import Record, Refusal, UnreadableFile
from matchmaker.importers.json_lines import read_objects
from matchmaker.importers.shortening import one_line, paragraphs


@dataclass(frozen=True, slots=True)
class Entry:
    """One document; all of its text is stripped, and none of the first three is empty."""

    row: int
    id: str
    title: str
    text: str
    metadata: Mapping[str, object]

    def value(self, name: str) -> str:
        """A text of the metadata; empty where it is missing or no text."""
        return text_of(self.metadata.get(name))

    def texts(self, name: str) -> list[str]:
        values = self.metadata.get(name)
        return (
            [text for value in values if (text := text_of(value))]
            if (isinstance(values, list))
            else []
        )

    def day(self, name: str) -> dt.date | None:
        """An ISO date of the metadata; ``None`` where there is none."""
        try:
            return dt.date.fromisoformat(self.value(name))
        except ValueError:
            return None


def text_of(value: object) -> str:
    return one_line(value) if isinstance(value, str) else ""


def find_file(path: Path, *names: str) -> Path:
    """``path`` itself, or the first of ``names`` in it where it is a folder."""
    if not path.is_dir():
        return path
    found = next((path / name for name in names if (path / name).exists()), None)
    if found is None:
        raise UnreadableFile(path, f"holds no file {' or '.join(names)}")
    return found


def read_entries(path: Path) -> Iterator[Entry | Refusal]:
    for record in read_objects(path):
        yield record if isinstance(record, Refusal) else _entry(record)


def _entry(record: Record) -> Entry | Refusal:
    values = record.values
    for name in ("_id", "title", "text"):
        if not text_of(values.get(name)):
            return Refusal(record.row, name, "is required and must be text")
    metadata = values.get("metadata", {})
    if not isinstance(metadata, dict):
        return Refusal(record.row, "metadata", "must be a JSON object: {…}")
    return Entry(
        record.row,
        text_of(values["_id"]),
        text_of(values["title"]),
        paragraphs(str(values["text"])),
        metadata,
    )
