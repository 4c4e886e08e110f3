"""What every page of a report is made with, and a report's file as an answer."""

import io
from dataclasses import replace

from flask import request, send_file
from werkzeug.wrappers import Response

from matchmaker.documents.report import Report, Row, Section, Table, as_text
from matchmaker.documents.report_pdf import chart
from matchmaker.errors import NotFound
from matchmaker.services import reports
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.parts import now
from matchmaker.web.template_tools import translated
from models import ReportSnapshot


def shown(report: Report) -> dict[str, object]:
    """For the template: the report, how its charts are drawn and its numbers written."""
    return {"report": in_readers_language(report), "chart": chart, "text": as_text}


def in_readers_language(report: Report) -> Report:
    """The same figures under translated words; what people have written stays as it is."""
    notes = tuple((translated(title), translated(text)) for title, text in report.notes)
    return replace(report, sections=tuple(map(_section, report.sections)), notes=notes)


def _section(section: Section) -> Section:
    return replace(
        section,
        title=translated(section.title),
        lead=translated(section.lead),
        tables=tuple(map(_table, section.tables)),
    )


def _table(table: Table) -> Table:
    return replace(
        table,
        title=translated(table.title),
        note=translated(table.note),
        columns=tuple((code, translated(label)) for code, label in table.columns),
        rows=tuple(map(_row, table.rows)),
    )


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
