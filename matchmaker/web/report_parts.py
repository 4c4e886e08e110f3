"""What every page of a report is made with, and a report's file as an answer."""

import io
import re
from dataclasses import replace
from functools import partial
from typing import Final

from flask import request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.documents.report import Report, Row, Section, Table, Value
from matchmaker.documents.report_pdf import chart
from matchmaker.errors import NotFound
from matchmaker.services import reports
from matchmaker.services.report_changes import CHANGES
from matchmaker.web import formats
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.parts import now
from matchmaker.web.template_tools import translated
from models import ReportSnapshot

#: A share as a report freezes it: ``7 of 15``, ``37%``.
_SHARE: Final = re.compile(r"(\d+) of (\d+)|(\d+)%")


def shown(report: Report) -> dict[str, object]:
    """For the template: the report, how its charts are drawn and its numbers written."""
    drawn = partial(chart, number=formats.number)
    return {"report": in_readers_language(report), "chart": drawn, "text": cell_text}


def cell_text(value: Value) -> str:
    """A number, a share or a word in a cell, as the reader writes it; marks as they are."""
    if isinstance(value, int):
        return formats.number(value)
    if share := _SHARE.fullmatch(value):
        part, whole, cent = share.groups()
        if cent:
            return formats.percent(int(cent) / 100)
        return str(_("%(count)s of %(whole)s", count=part, whole=whole))
    return translated(value)


def in_readers_language(report: Report) -> Report:
    """The same figures under translated words; what people have written stays as it is."""
    notes = tuple((translated(title), translated(text)) for title, text in report.notes)
    return replace(report, sections=tuple(map(_section, report.sections)), notes=notes)


def _section(section: Section) -> Section:
    return replace(
        section,
        title=translated(section.title),
        lead=translated(section.lead),
        tables=tuple(_table(table, section.code) for table in section.tables),
    )


def _table(table: Table, section: str) -> Table:
    return replace(
        table,
        title=_compared(table.title) if section == CHANGES else translated(table.title),
        note=translated(table.note),
        columns=tuple((code, translated(label)) for code, label in table.columns),
        rows=tuple(map(_row, table.rows)),
    )


def _compared(title: str) -> str:
    """The title of a table and the column of it that is compared, its capital taken away."""
    table, _colon, column = title.rpartition(": ")
    return f"{translated(table)}: {translated(column.capitalize()).lower()}"


def _row(row: Row) -> Row:
    return replace(row, label=translated(row.label))


def sent(snapshot: ReportSnapshot) -> Response:
    """The file that was asked for. By POST: every file that leaves the house stands in the log."""
    kind = request.form.get("format", "")
    if kind not in reports.FORMATS:
        raise NotFound("A report can be had as PDF, DOCX or CSV.")
    file = reports.write(db(), actor(), snapshot, kind, now=now())
    return send_file(
        io.BytesIO(file.content),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
    )
