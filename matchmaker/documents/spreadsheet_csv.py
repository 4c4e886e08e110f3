"""Rows as CSV that a spreadsheet program opens as text, whatever somebody has typed."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

#: What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def spreadsheet_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, lines ended by CRLF (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_text(cell: object) -> str:
    """A cell that would be a formula gets an apostrophe in front."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
