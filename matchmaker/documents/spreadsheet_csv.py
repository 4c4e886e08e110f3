"""Rows as CSV that a spreadsheet program opens as text, whatever somebody has typed."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

#: What a spreadsheet takes for the beginning of a formula, also as wide as a Chinese sign (OWASP,
#: "CSV Injection").
_SIGN: Final = r"=+\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA: Final = re.compile(rf"[{_SIGN}\t\r\n]")
#: Where the settings of some countries – a semicolon between cells – let another cell begin.
_NEXT_CELL: Final = re.compile(rf"(?<=[;\t\r\n])(?=[{_SIGN}])")


def spreadsheet_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, lines ended by CRLF (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_field(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_text(cell: object) -> str:
    """A cell that would be a formula gets an apostrophe in front; a number is none."""
    text = "" if cell is None else str(cell)
    is_formula = _FORMULA.match(text) and not isinstance(cell, int | float)
    return f"'{text}" if is_formula else text


def _field(cell: object) -> str:
    """However the line is cut into cells, none of them is a formula."""
    return _NEXT_CELL.sub("'", as_text(cell))
