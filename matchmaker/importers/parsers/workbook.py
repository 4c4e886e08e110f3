"""The first sheet of an XLSX workbook as lines of JSON; in the guarded child only.

First the header and the number of rows below it at most, then a line for each row: its number and
its cells, or what is wrong with it. Cells that JSON does not know are lists: ``["date", "…"]``.
"""

import datetime as dt
import json
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from matchmaker.importers.limits import MAX_COLUMNS, MAX_ROWS
from matchmaker.importers.parsers import archives
from matchmaker.importers.parsers.refused import Refused

_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>/]")
_SHEET_ROWS: Final = 1_048_576  # the last row that a sheet can have
_BROKEN: Final = (*archives.BROKEN, InvalidFileException)
_NOT_READABLE: Final = Refused("broken", "is not a workbook that can be read")


def rows(stream: IO[bytes]) -> Iterator[bytes]:
    """``Refused`` for what spoils the file as a whole."""
    count = _inspect(stream)
    if count - 1 > MAX_ROWS:
        raise Refused("too_large", f"has {count - 1:,} rows, at most {MAX_ROWS:,} are taken")
    numbered = _numbered(stream)
    try:
        _, cells = next(numbered, (0, ()))
    except _BROKEN as damage:
        raise _NOT_READABLE from damage
    width = max((at for at, cell in enumerate(cells, 1) if cell not in (None, "")), default=0)
    yield _line({"header": [_plain(cell) for cell in cells[:width]], "rows": max(count - 1, 0)})
    try:
        for row, values in numbered:
            yield _line({"row": row, "cells": [_plain(cell) for cell in values]})
    except _BROKEN:
        yield _line({"damaged": True})


def _inspect(stream: IO[bytes]) -> int:
    """The number of rows in the largest sheet, counted without parsing; raises when in doubt."""
    size = archives.size_of(stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archives.xml_parts(archives.entries_of(archive, size))
            return max((_count_rows(archive, part) for part in parts), default=0)
    except archives.BROKEN as damage:
        raise _NOT_READABLE from damage


def _count_rows(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    return sum(len(_ROW.findall(piece)) for piece, _ in archives.blocks(archive, part))


def _numbered(stream: IO[bytes]) -> Iterator[tuple[int, Sequence[object]]]:
    """Row number and cells of each row of the first sheet that is not blank.

    What the sheet says about its own size is not believed: rows beyond it would be lost.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validation, which are not read
        workbook = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()
    cells = sheet.iter_rows(max_row=_SHEET_ROWS, max_col=MAX_COLUMNS + 1, values_only=True)
    for row, values in enumerate(cells, 1):
        if values.count(None) < len(values) and any(value not in (None, "") for value in values):
            yield row, values


def _plain(cell: object) -> object:
    """A date for a date with a midnight time, as spreadsheets store it; the rest as it is."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return ["date", cell.isoformat()]
    if isinstance(cell, dt.time):
        return ["time", cell.isoformat()]
    if isinstance(cell, dt.timedelta):
        return ["span", cell.total_seconds()]
    return "" if cell is None else cell


def _line(value: dict[str, object]) -> bytes:
    return json.dumps(value, default=str).encode() + b"\n"
