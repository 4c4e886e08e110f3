"""A report as one tidy CSV file: a line for each number, UTF-8 with a byte order mark."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from matchmaker.documents.report import CONFIDENTIAL, NOT_APPLICABLE, Report, Table

HEADER: Final = ("table", "row", "column", "value", "note")
#: What a spreadsheet would take for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MARKS: Final = {
    CONFIDENTIAL: "withheld: a small count, or one that would tell a small count",
    NOT_APPLICABLE: "not applicable",
}


def report_csv(report: Report) -> bytes:
    """``value`` is a plain number or a share; empty where the note says why."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    about = (
        (f"{report.period_start} to {report.period_end}", "period"),
        (report.taken_on, "taken on"),
    )
    for value, name in about:
        writer.writerow(escaped((report.title, name, "", value, f"rules {report.rules}")))
    for member in report.members:
        writer.writerow(escaped((report.title, "member", "", member, report.group)))
    for table in report.tables():
        writer.writerows(escaped(line) for line in _lines(table))
    return ("\ufeff" + text.getvalue()).encode()


def escaped(cells: tuple[str, ...]) -> list[str]:
    """An apostrophe before what a spreadsheet would run; a negative number is none of that."""
    return [
        f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell for cell in cells
    ]


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").isdecimal()


def _lines(table: Table) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        for (_code, column), value in zip(table.columns, row.cells, strict=True):
            note = _MARKS.get(value, "") if isinstance(value, str) else ""
            yield table.title, row.label, column, "" if note else str(value), note
