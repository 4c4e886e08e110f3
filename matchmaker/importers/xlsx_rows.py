"""The first sheet of an XLSX workbook, read by the guarded child: nothing of it is parsed here."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final

from matchmaker.importers import guarded
from matchmaker.importers.drafts import Record, Refusal, UnreadableFile
from matchmaker.importers.header import check_header
from matchmaker.importers.limits import (
    MAX_CELL_CHARACTERS,
    MAX_INFLATED_BYTES,
    MAX_ROWS,
    check_file,
)
from matchmaker.importers.parsers.refused import Refused

_PARSER: Final = "matchmaker.importers.parsers.workbook:rows"
_OUTPUT: Final = 2 * MAX_INFLATED_BYTES
_SECONDS: Final = 60  # a million cells take longer than a page of text


def open_rows(path: Path) -> tuple[tuple[str, ...], int, Iterator[Record | Refusal]]:
    """Header, number of rows below it at most, and the rows, read as they are asked for."""
    check_file(path)
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(path.open("rb"))
            answer = guarded.answer(_PARSER, stream, output=_OUTPUT, seconds=_SECONDS)
            lines = stack.enter_context(answer)
            top = guarded.first(lines)
        except Refused as refusal:
            raise UnreadableFile(path, str(refusal)) from refusal
        header = check_header(path, [_cell(cell) for cell in top["header"]])
        return header, top["rows"], _records(lines, header, stack.pop_all())


def _records(
    lines: IO[bytes], header: tuple[str, ...], opened: ExitStack
) -> Iterator[Record | Refusal]:
    row = 1
    with opened:
        for line in lines:
            entry = guarded.told(line)
            if "damaged" in entry:
                yield Refusal(row + 1, "", "the workbook is damaged here; what follows is missing")
                return
            row = entry["row"]
            if row > MAX_ROWS + 1:
                yield Refusal(row, "", f"lies beyond the {MAX_ROWS:,} rows that are taken")
                return
            yield _record(row, header, [_cell(cell) for cell in entry["cells"]])


def _record(row: int, header: tuple[str, ...], cells: Sequence[object]) -> Record | Refusal:
    if any(cell != "" for cell in cells[len(header) :]):
        return Refusal(row, "", f"has cells beyond the {len(header)} columns of the header")
    values = dict(zip(header, cells, strict=False))
    for name, value in values.items():
        if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
            return Refusal(
                row, name, f"has {len(value):,} characters, a cell may have {MAX_CELL_CHARACTERS:,}"
            )
    return Record(row, values)


#: What a cell is that JSON does not know, by the name that the child gives it.
_KINDS: Final[dict[str, Any]] = {
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "span": lambda seconds: dt.timedelta(seconds=seconds),
}


def _cell(value: object) -> object:
    if isinstance(value, list):
        kind, content = value
        return _KINDS[kind](content)
    return value
