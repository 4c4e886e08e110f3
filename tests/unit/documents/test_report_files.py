"""PDF, DOCX and CSV of one report: the same numbers, and the same bytes when made again."""

import csv
import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from matchmaker.documents.charts import bars
from matchmaker.documents.report import Report, Row, Section, Table, as_text, from_json, to_json
from matchmaker.documents.report_csv import report_csv
from matchmaker.documents.report_docx import report_docx
from matchmaker.documents.report_pdf import report_html, report_pdf

NUMBER = re.compile(r"\[c\]|\[z\]|\d+ of \d+|\d+%|-?\d[\d,]*")


@pytest.fixture(scope="module")
def report():
    columns = (("supply", "Supply"), ("need", "Needs"), ("share", "Share"))
    rows = (
        Row("a", "=Patents", (12345, 7, "37%")),
        Row("b", "Guidelines <b>", ("[c]", 21, "7 of 15")),
        Row("all", "All", (67890, -8, "[z]")),
    )
    tables = (Table("t", "A table", "A note.", columns, rows, "supply"),)
    return Report(
        "annual",
        "Annual report",
        "",
        "2026-01-01",
        "2026-10-31",
        "2026-11-23",
        "2026-2",
        (Section("s", "A section", "What it says.", tables),),
        (("Method", "As written."),),
    )


def numbers(report):
    return [as_text(v) for t in report.tables() for r in t.rows for v in r.cells]


def test_json_and_back_is_the_same_report(report):
    assert from_json(to_json(report)) == report
    assert to_json(from_json(to_json(report))) == to_json(report)


def test_all_three_files_tell_the_same_numbers(report):
    told = numbers(report)
    grid = Document(io.BytesIO(report_docx(report, "RP-1"))).tables[0]
    in_docx = [cell.text for row in grid.rows[1:] for cell in row.cells[1:]]
    lines = list(csv.DictReader(io.StringIO(report_csv(report).decode("utf-8-sig"))))
    marks = {"not applicable": "[z]"}
    in_csv = [line["value"] or marks.get(line["note"], "[c]") for line in lines[2:]]
    pages = PdfReader(io.BytesIO(report_pdf(report, "RP-1"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages[2:]).split())
    rows = text.partition("Share")[2].partition("A note.")[0]

    assert in_docx == told
    assert [n.replace(",", "") for n in told] == in_csv
    assert NUMBER.findall(rows) == told


@pytest.mark.parametrize("write", [report_pdf, report_docx])
def test_the_same_report_gives_the_same_bytes(report, write):
    assert write(report, "RP-1") == write(from_json(to_json(report)), "RP-1")


def test_the_pdf_is_tagged_and_has_a_title_and_a_language(report):
    reader = PdfReader(io.BytesIO(report_pdf(report, "RP-1")))
    catalogue = reader.trailer["/Root"]

    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en-GB"
    assert reader.metadata.title == "Annual report"


def test_a_member_or_officer_cannot_put_markup_into_the_pdf(report):
    assert "Guidelines &lt;b&gt;" in report_html(report, "RP-1")
    assert "<b>" not in bars("<b>", [("<b>", 1)])


def test_the_word_file_has_headings_header_rows_language_and_title(report):
    word = Document(io.BytesIO(report_docx(report, "RP-1")))
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    header = word.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader"))

    assert headings == ["A section", "A table", "Notes", "Method"]
    assert header is not None
    assert word.core_properties.title == "Annual report"
    assert word.core_properties.language == "en-GB"


def test_the_csv_has_a_byte_order_mark_and_no_formula(report):
    content = report_csv(report)
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    assert content.startswith(b"\xef\xbb\xbf")
    assert lines[0] == ["table", "row", "column", "value", "note"]
    assert lines[3][:4] == ["A table", "'=Patents", "Supply", "12345"]
    assert lines[-2][3] == "-8"


def test_bars_of_nothing_are_nothing():
    assert bars("x", []) == ""
