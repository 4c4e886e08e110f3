"""What changed against an earlier report: differences of figures that both have told."""

from collections.abc import Iterator
from typing import Final

from matchmaker.documents.report import CONFIDENTIAL, Report, Row, Section, Table, Value
from matchmaker.phrases import N_, phrase
from matchmaker.services import report_wording

CHANGES: Final = "changes"
#: Tables and the column of which every row is compared, in the order of the section.
_COMPARED: Final = (
    ("listings", "supply"),
    ("listings", "need"),
    ("introductions", "requested"),
    ("introductions", "introduced"),
    ("introductions", "confirmed"),
    ("directions", "requested"),
)
_COLUMNS: Final = (("before", N_("Before")), ("now", N_("Now")), ("change", N_("Change")))


def changes(report: Report, before: Report) -> tuple[Section, ...]:
    """A section with a table for each figure that is compared. Nothing new is told by it: both
    numbers stand in their reports."""
    tables = tuple(
        Table(
            code=f"change-{code}-{column}",
            title=f"{table.title}: {dict(table.columns)[column].lower()}",
            note="",
            columns=_COLUMNS,
            rows=tuple(_rows(table, _told(before, code, column), column)),
        )
        for code, column in _COMPARED
        for table in report.tables()
        if table.code == code
    )
    lead = phrase(
        report_wording.AGAINST,
        title=before.title,
        start=before.period_start,
        end=before.period_end,
    )
    return (Section(CHANGES, N_("What has changed"), lead, tables),)


def _rows(table: Table, earlier: dict[str, Value], column: str) -> Iterator[Row]:
    at = [code for code, _label in table.columns].index(column)
    for row in table.rows:
        old, new = earlier.get(row.code, CONFIDENTIAL), row.cells[at]
        both = isinstance(old, int) and isinstance(new, int)
        change: Value = new - old if both else CONFIDENTIAL  # type: ignore[operator]
        yield Row(row.code, row.label, (old, new, change))


def _told(report: Report, code: str, column: str) -> dict[str, Value]:
    """Row → value of one column of an earlier report, as far as it had that."""
    for table in report.tables():
        codes = [name for name, _label in table.columns]
        if table.code == code and column in codes:
            return {row.code: row.cells[codes.index(column)] for row in table.rows}
    return {}
