"""A report as one tidy CSV file: a line for each number."""

from collections.abc import Iterator
from typing import Final

from matchmaker.documents.report import CONFIDENTIAL, NOT_APPLICABLE, Report, Table, Value
from matchmaker.documents.spreadsheet_csv import spreadsheet_csv

HEADER: Final = ("table", "row", "column", "value", "note")
_MARKS: Final = {
    CONFIDENTIAL: "withheld: a small count, or one that would tell a small count",
    NOT_APPLICABLE: "not applicable",
}


def report_csv(report: Report) -> bytes:
    """``value`` is a plain number or a share; empty where the note says why."""
    return spreadsheet_csv(HEADER, _lines(report))


def _lines(report: Report) -> Iterator[tuple[Value, ...]]:
    rules = f"rules {report.rules}"
    yield report.title, "period", "", f"{report.period_start} to {report.period_end}", rules
    yield report.title, "taken on", "", report.taken_on, rules
    for member in report.members:
        yield report.title, "member", "", member, report.group
    for table in report.tables():
        yield from _of_table(table)


def _of_table(table: Table) -> Iterator[tuple[Value, ...]]:
    for row in table.rows:
        for (_code, column), value in zip(table.columns, row.cells, strict=True):
            note = _MARKS.get(value, "") if isinstance(value, str) else ""
            yield table.title, row.label, column, "" if note else value, note
