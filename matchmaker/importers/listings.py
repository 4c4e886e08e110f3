"""A member's own listings: CSV, XLSX or JSON lines, one listing a row, columns named as fields."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from matchmaker.importers import csv_rows, xlsx_rows
from matchmaker.importers.drafts import Draft, ListingDraft, Record, Refusal, Source, UnreadableFile
from matchmaker.importers.json_lines import count_objects, read_objects
from matchmaker.importers.limits import check_file, measure, open_bytes

#: Columns that say which row this is, not what is listed.
ROW_COLUMNS: Final = ("id", "kind", "organization")

_ZIP_MAGIC: Final = b"PK\x03\x04"
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"


def open_listings(path: Path, today: dt.date) -> Source:
    """Tells the three formats apart by content, so that a wrong file name does no harm."""
    check_file(path)
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic == _ZIP_MAGIC:
        return _table(path, *xlsx_rows.open_rows(path))
    if magic == _OLE_MAGIC:
        raise UnreadableFile(path, "is an old or protected workbook; save it as XLSX")
    measure(path)
    with open_bytes(path) as stream:
        start = stream.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"["):
        raise UnreadableFile(path, "is one JSON array; write one object a line")
    if start.startswith(b"{"):
        return Source(count_objects(path), _drafts(read_objects(path)))
    return _table(path, *csv_rows.open_rows(path))


def _table(
    path: Path, columns: tuple[str, ...], rows: int, records: Iterator[Record | Refusal]
) -> Source:
    if rows == 0:
        raise UnreadableFile(path, "has a header and no rows")
    return Source(rows, _drafts(records), columns)


def _drafts(records: Iterator[Record | Refusal]) -> Iterator[Draft]:
    for record in records:
        yield record if isinstance(record, Refusal) else _draft(record)


def _draft(record: Record) -> ListingDraft:
    values = {name.strip().lower(): value for name, value in record.values.items()}
    source_id, kind, owner = (_text(values.pop(name, "")) for name in ROW_COLUMNS)
    return ListingDraft(record.row, source_id, kind.lower(), values, owner=owner)


def _text(value: object) -> str:
    """A spreadsheet gives a whole number as 7 or as 7.0: both name the same row."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())
