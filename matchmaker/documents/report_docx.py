"""A report as a Word file: real headings, marked header rows; the same report, the same bytes."""

import datetime as dt
import io
import zipfile
from typing import Any, Final

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table as WordTable

from matchmaker.documents.report import Report, Table, Value, as_text

_LANGUAGE: Final = "en-GB"
#: The earliest time that a ZIP file can hold.
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)


def report_docx(report: Report, reference: str) -> bytes:
    """The whole report; ``reference`` stands in the footer and in the properties."""
    word = Document()
    _prepare(word, report, reference)
    word.add_heading(report.title, 0)
    word.add_paragraph(f"{report.period_start} to {report.period_end}")
    word.add_paragraph(f"Snapshot {reference}, taken on {report.taken_on}, rules {report.rules}")
    if report.group:
        word.add_paragraph(f"{report.group}. Members: {'; '.join(report.members) or 'none'}")
    for section in report.sections:
        word.add_heading(section.title, 1)
        word.add_paragraph(section.lead)
        for table in section.tables:
            _add_table(word, table)
    word.add_heading("Notes", 1)
    for title, text in report.notes:
        word.add_heading(title, 2)
        word.add_paragraph(text)
    return _stable(word)


def _prepare(word: Word, report: Report, reference: str) -> None:
    taken = dt.datetime.combine(dt.date.fromisoformat(report.taken_on), dt.time())
    about = word.core_properties
    about.title, about.language, about.subject = report.title, _LANGUAGE, reference
    about.author = about.last_modified_by = "LeadIT Matchmaker"
    about.created = about.modified = taken
    about.revision = 1
    about.comments = ""
    style = word.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)
    language = style.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): _LANGUAGE})
    style.element.get_or_add_rPr().append(language)
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.footer.paragraphs[0].text = f"{report.title} · {reference}"


def _add_table(word: Word, table: Table) -> None:
    word.add_heading(table.title, 2)
    grid = word.add_table(rows=1, cols=len(table.columns) + 1)
    grid.style = "Light List Accent 1"
    _fill(grid, 0, "", tuple(label for _code, label in table.columns))
    for row in table.rows:
        grid.add_row()
        _fill(grid, len(grid.rows) - 1, row.label, row.cells)
    _mark_header(grid)
    if table.note:
        word.add_paragraph(table.note, style="Caption")
    else:
        word.add_paragraph()


def _fill(grid: WordTable, number: int, label: str, values: tuple[Value, ...]) -> None:
    cells = grid.rows[number].cells
    cells[0].text = label
    for cell, value in zip(cells[1:], values, strict=True):
        cell.text = as_text(value)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark_header(grid: WordTable) -> None:
    """The first row is a header, repeated on every page; no row breaks over two."""
    for number, row in enumerate(grid.rows):
        properties = row._tr.get_or_add_trPr()
        _flag(properties, "w:cantSplit")
        if number == 0:
            _flag(properties, "w:tblHeader")
            row.cells[0].text = "Row"


def _flag(properties: Any, name: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    properties.append(element)


def _stable(word: Word) -> bytes:
    """The file with its members in order of name and with one time: the hour is not in it."""
    written, stable = io.BytesIO(), io.BytesIO()
    word.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(stable, "w") as new:
        names = old.namelist()
        for name in ["[Content_Types].xml", *sorted(set(names) - {"[Content_Types].xml"})]:
            member = zipfile.ZipInfo(name, _ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return stable.getvalue()
