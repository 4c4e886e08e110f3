"""Tables as an XLSX workbook that opens as text, whatever somebody has typed."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from matchmaker.documents.spreadsheet_csv import as_text

_LONGEST_TEXT: Final = 32_767  # characters that a cell may hold
_TOP: Final = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Sheet:
    """``columns`` are (heading, width in characters)."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[object]]


def spreadsheet_xlsx(sheets: Iterable[Sheet], *, made_at: dt.datetime) -> bytes:
    """The workbook; each sheet with bold headings that stay in sight. ``made_at`` is aware UTC."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "LeadIT Matchmaker"
    book.properties.created = made_at.replace(tzinfo=None)
    for sheet in sheets:
        _write(book.create_sheet(sheet.title), sheet)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(page: Worksheet, sheet: Sheet) -> None:
    page.append([heading for heading, _width in sheet.columns])
    for number, (_heading, width) in enumerate(sheet.columns, 1):
        head = page.cell(1, number)
        head.font, head.alignment = Font(bold=True), _TOP
        page.column_dimensions[get_column_letter(number)].width = width
    for line, row in enumerate(sheet.rows, 2):
        for column, value in enumerate(row, 1):
            _fill(page.cell(line, column), value)
    page.freeze_panes = "A2"


def _fill(cell: Any, value: object) -> None:
    """Numbers and dates as such; all else as text that is no formula."""
    if value is None or isinstance(value, int | float | dt.date):
        cell.value = value
    else:
        kept = as_text(ILLEGAL_CHARACTERS_RE.sub("", str(value)))
        cell.value = kept[:_LONGEST_TEXT]
        cell.data_type = "s"  # nor the name of an error, such as #N/A
    cell.alignment = _TOP
