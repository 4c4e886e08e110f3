"""The first sheet of an XLSX workbook: a zip archive, so it is inspected before it is parsed."""

import datetime as dt
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from matchmaker.importers.drafts import Record, Refusal, UnreadableFile
from matchmaker.importers.header import check_header
from matchmaker.importers.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    MEBIBYTE,
    check_file,
    check_rows,
    inflated_limit,
)

_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>/]")
_FORBIDDEN: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SHEET_ROWS: Final = 1_048_576  # the last row that a sheet can have
_OVERLAP: Final = 64  # longer than any tag name that is looked for
#: What zipfile, the XML parser and openpyxl raise for archives that are no sound workbook.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ParseError,
    InvalidFileException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    OSError,
)


def open_rows(path: Path) -> tuple[tuple[str, ...], int, Iterator[Record | Refusal]]:
    """Header, number of rows below it at most, and the rows, read as they are asked for."""
    rows = _inspect(path)
    check_rows(path, rows - 1)
    numbered = _numbered(path)
    try:
        _, cells = next(numbered, (0, ()))
    except _BROKEN as damage:
        raise UnreadableFile(path, "is not a workbook that can be read") from damage
    width = max((at for at, cell in enumerate(cells, 1) if cell not in (None, "")), default=0)
    header = check_header(path, cells[:width])
    return header, max(rows - 1, 0), _records(numbered, header)


def _inspect(path: Path) -> int:
    """The number of rows in the largest sheet, counted without parsing; raises when in doubt."""
    limit = inflated_limit(check_file(path))
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ARCHIVE_ENTRIES:
                raise UnreadableFile(
                    path, f"has {len(entries):,} parts, at most {MAX_ARCHIVE_ENTRIES:,} are taken"
                )
            if sum(entry.file_size for entry in entries) > limit:
                raise UnreadableFile(
                    path, f"inflates to more than {limit:,} bytes, which is not taken"
                )
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableFile(path, "is protected by a password")
            xml = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
            return max((_count_rows(path, archive, entry) for entry in xml), default=0)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as damage:
        raise UnreadableFile(path, "is not a workbook that can be read") from damage


def _count_rows(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Row elements in one part. No part of a workbook has a document type: one that does is bad."""
    count, tail = 0, b""
    with archive.open(entry) as stream:
        while block := stream.read(MEBIBYTE):
            text = tail + block
            if _FORBIDDEN.search(text):
                raise UnreadableFile(path, "declares XML entities, which is not taken")
            keep = text.rfind(b"<", -_OVERLAP)
            cut = keep if keep >= 0 else len(text)
            count += len(_ROW.findall(text, 0, cut))
            tail = text[cut:]
    return count + len(_ROW.findall(tail))


def _numbered(path: Path) -> Iterator[tuple[int, Sequence[object]]]:
    """Row number and cells of each row of the first sheet that is not blank.

    What the sheet says about its own size is not believed: rows beyond it would be lost.
    """
    with path.open("rb") as stream:  # from a path, openpyxl would insist on the name's ending
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validation, which are not read
            workbook = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        cells = sheet.iter_rows(max_row=_SHEET_ROWS, max_col=MAX_COLUMNS + 1, values_only=True)
        for row, values in enumerate(cells, 1):
            if values.count(None) < len(values) and any(
                value not in (None, "") for value in values
            ):
                yield row, values


def _records(
    numbered: Iterator[tuple[int, Sequence[object]]], header: tuple[str, ...]
) -> Iterator[Record | Refusal]:
    row = 1
    try:
        for row, cells in numbered:
            if row > MAX_ROWS + 1:
                yield Refusal(row, "", f"lies beyond the {MAX_ROWS:,} rows that are taken")
                return
            yield _record(row, header, cells)
    except _BROKEN:
        yield Refusal(row + 1, "", "the workbook is damaged here; what follows is missing")


def _record(row: int, header: tuple[str, ...], cells: Sequence[object]) -> Record | Refusal:
    if any(cell not in (None, "") for cell in cells[len(header) :]):
        return Refusal(row, "", f"has cells beyond the {len(header)} columns of the header")
    values = {name: _plain(cell) for name, cell in zip(header, cells, strict=False)}
    for name, value in values.items():
        if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
            return Refusal(
                row, name, f"has {len(value):,} characters, a cell may have {MAX_CELL_CHARACTERS:,}"
            )
    return Record(row, values)


def _plain(cell: object) -> object:
    """A date for a date with a midnight time, as spreadsheets store it; the rest as it is."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    return "" if cell is None else cell
