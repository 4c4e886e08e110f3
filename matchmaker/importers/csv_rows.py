"""Delimited text: UTF-8 with or without a byte order mark; comma, semicolon or tab."""

import csv
import io
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import IO

from matchmaker.importers.drafts import Record, Refusal, UnreadableFile
from matchmaker.importers.header import check_header
from matchmaker.importers.json_lines import CUT_OFF
from matchmaker.importers.limits import (
    DAMAGED_GZIP,
    MAX_CELL_CHARACTERS,
    check_rows,
    measure,
    open_bytes,
)

_DELIMITERS = ",;\t"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def open_rows(path: Path) -> tuple[tuple[str, ...], int, Iterator[Record | Refusal]]:
    """Header, number of rows below it, and the rows themselves, read as they are asked for.

    Raises ``UnreadableFile`` for whatever spoils the file as a whole.
    """
    measure(path)
    _check_text(path)
    dialect = _dialect(path)
    rows = _numbered(path, dialect)
    _, first = next(rows, (0, ""))
    if isinstance(first, str):
        raise UnreadableFile(path, f"has no header: the first row {first or 'is blank'}")
    header = check_header(path, first)
    count = sum(1 for _ in rows)
    check_rows(path, count)
    return header, count, _records(path, dialect, header)


def _check_text(path: Path) -> None:
    with open_bytes(path) as stream:
        head = stream.read(4096)
    if head.startswith(_UTF_16_MARKS):
        raise UnreadableFile(path, "is UTF-16 text; save it as CSV in UTF-8")
    if b"\0" in head:
        raise UnreadableFile(path, "is not a text file")


def _text(path: Path) -> IO[str]:
    """Bytes that are not UTF-8 survive as surrogates, so that their row and column can be named."""
    return io.TextIOWrapper(
        open_bytes(path), encoding="utf-8-sig", errors="surrogateescape", newline=""
    )


def _dialect(path: Path) -> str:
    """The delimiter that cuts the first row into the most cells."""
    with _text(path) as stream:
        first = stream.readline(MAX_CELL_CHARACTERS)
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def _cells(stream: IO[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(stream, delimiter=delimiter, strict=True)


def _numbered(path: Path, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Row number and cells, or the reason why there are none. Blank rows are skipped."""
    with _text(path) as stream:
        reader, row = _cells(stream, delimiter), 0
        while True:
            row += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield row, f"is not well-formed CSV: {error}"
                continue
            except DAMAGED_GZIP:
                yield row, CUT_OFF
                return
            if any(cell.strip() for cell in cells):
                yield row, cells


def _records(path: Path, delimiter: str, header: tuple[str, ...]) -> Iterator[Record | Refusal]:
    rows = _numbered(path, delimiter)
    next(rows)  # the header
    for row, cells in rows:
        yield Refusal(row, "", cells) if isinstance(cells, str) else _record(row, header, cells)


def _record(row: int, header: tuple[str, ...], cells: list[str]) -> Record | Refusal:
    if len(cells) != len(header):
        return Refusal(row, "", f"has {len(cells)} cells where the header has {len(header)}")
    for name, cell in zip_longest(header, cells):
        if len(cell) > MAX_CELL_CHARACTERS:
            return Refusal(
                row, name, f"has {len(cell):,} characters, a cell may have {MAX_CELL_CHARACTERS:,}"
            )
        if not cell.isascii() and any("\udc80" <= character <= "\udcff" for character in cell):
            return Refusal(row, name, "is not UTF-8 text; save the file as CSV in UTF-8")
    return Record(row, dict(zip(header, cells, strict=True)))
