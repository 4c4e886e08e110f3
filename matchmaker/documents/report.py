"""A report as it may be read by everybody: sections of tables of plain values, and their JSON."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final

#: In place of a number, as official statistics mark it: confidential, and not applicable.
CONFIDENTIAL: Final = "[c]"
NOT_APPLICABLE: Final = "[z]"
#: A whole number, or a share or mark as text.
Value = int | str


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    label: str
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` are codes and labels. ``chart``: the column that is drawn as bars, or none."""

    code: str
    title: str
    note: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    chart: str = ""

    def bars(self) -> list[tuple[str, int]]:
        """``(label, count)`` of the rows whose count of the drawn column is told."""
        codes = [code for code, _label in self.columns]
        if self.chart not in codes:
            return []
        told = [(row.label, row.cells[codes.index(self.chart)]) for row in self.rows]
        return [(label, value) for label, value in told if isinstance(value, int)]

    def chart_label(self) -> str:
        return dict(self.columns).get(self.chart, "")


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: str
    lead: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Days are ISO 8601. ``notes`` are title and paragraph: method, rules, sources.

    ``group`` and ``members``: the partnership that it is of, and who was in it on that day.
    """

    kind: str
    title: str
    scope: str
    period_start: str
    period_end: str
    taken_on: str
    rules: str
    sections: tuple[Section, ...]
    notes: tuple[tuple[str, str], ...]
    group: str = ""
    members: tuple[str, ...] = ()

    def tables(self) -> list[Table]:
        return [table for section in self.sections for table in section.tables]


def as_text(value: Value) -> str:
    """A value as people read it: ``12,345``; marks and shares as they are."""
    return f"{value:,}" if isinstance(value, int) else value


def to_json(report: Report) -> str:
    """Canonical JSON: sorted keys, no spaces, so that equal reports have equal bytes."""
    return json.dumps(asdict(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(data: str) -> str:
    """SHA-256 of a report's canonical JSON."""
    return hashlib.sha256(data.encode()).hexdigest()


def from_json(data: str) -> Report:
    """The report that ``to_json`` has written."""
    plain: dict[str, Any] = json.loads(data)
    plain["sections"] = tuple(_section(section) for section in plain["sections"])
    plain["notes"] = tuple((title, text) for title, text in plain["notes"])
    plain["members"] = tuple(plain.get("members", ()))
    return Report(**plain)


def _section(plain: dict[str, Any]) -> Section:
    return Section(**{**plain, "tables": tuple(_table(table) for table in plain["tables"])})


def _table(plain: dict[str, Any]) -> Table:
    columns = tuple((code, label) for code, label in plain["columns"])
    rows = tuple(Row(**{**row, "cells": tuple(row["cells"])}) for row in plain["rows"])
    return Table(**{**plain, "columns": columns, "rows": rows})
