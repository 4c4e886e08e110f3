"""Workbooks: genuine ones, and archives that only look like one."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from matchmaker.importers.drafts import Record, UnreadableFile
from matchmaker.importers.xlsx_rows import open_rows

SHEET = "xl/worksheets/sheet1.xml"


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    book.create_sheet("notes").append(["never", "read"])
    book.save(path)
    return path


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return path


def rewrite(path: Path, name: str, change) -> Path:
    with zipfile.ZipFile(path) as old:
        parts = {entry: old.read(entry) for entry in old.namelist()}
    parts[name] = change(parts[name])
    return archive(path, parts)


def test_the_first_sheet_is_read_with_numbers_dates_and_blank_rows(tmp_path):
    file = workbook(
        tmp_path / "a.xlsx",
        [
            ["Title", "TRL", "valid_until", "flag"],
            ["Slag", 7, dt.datetime(2027, 3, 31, tzinfo=None), True],  # noqa: DTZ001
            [None, None, None, None],
            ["Heat", 4.5, None, None],
        ],
    )

    header, count, rows = open_rows(file)

    assert header == ("title", "trl", "valid_until", "flag")
    assert count == 3
    assert list(rows) == [
        Record(2, {"title": "Slag", "trl": 7, "valid_until": dt.date(2027, 3, 31), "flag": True}),
        Record(4, {"title": "Heat", "trl": 4.5, "valid_until": "", "flag": ""}),
    ]


def test_cells_beyond_the_header_and_over_long_cells_are_refused(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["title"], ["a", "b"], ["x" * 32_767], ["c"]])
    rewrite(file, SHEET, lambda xml: xml.replace(b"x" * 32_767, b"x" * 40_000))

    _, _, rows = open_rows(file)
    beyond, long, good = rows

    assert beyond.row == 2
    assert "beyond the 1 columns" in beyond.reason
    assert (long.row, long.field) == (3, "title")
    assert "40,000" in long.reason
    assert isinstance(good, Record)


def test_a_zip_bomb_is_refused_by_its_directory_alone(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["title"], ["a"]])
    rewrite(file, "xl/styles.xml", lambda xml: xml + b" " * 80_000_000)
    assert file.stat().st_size < 120_000

    with pytest.raises(UnreadableFile, match="inflates to more than"):
        open_rows(file)


def test_sixty_thousand_rows_are_refused_before_parsing(tmp_path):
    sheet = b"<worksheet><sheetData>%s</sheetData></worksheet>" % (
        b"".join(b'<row r="%d"><c><v>%d</v></c></row>' % (n, n * 7919) for n in range(60_001))
    )
    file = workbook(tmp_path / "a.xlsx", [["title"], ["a"]])
    rewrite(file, SHEET, lambda _: sheet)

    with pytest.raises(UnreadableFile, match="60,000 rows, at most 50,000"):
        open_rows(file)


def test_a_cell_far_down_does_not_make_the_rows_between_it_be_taken(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["title"], ["a"], ["b"]])
    rewrite(
        file,
        SHEET,
        lambda xml: xml.replace(b'r="3"', b'r="70000"').replace(b'"A3"', b'"A70000"'),
    )

    _, _, rows = open_rows(file)
    good, beyond = rows

    assert isinstance(good, Record)
    assert beyond.row == 70_000


def test_xml_entities_are_refused(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["title"], ["a"]])
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    rewrite(file, "xl/styles.xml", lambda _: bomb)

    with pytest.raises(UnreadableFile, match="XML entities"):
        open_rows(file)


def test_more_than_a_thousand_parts_are_refused(tmp_path):
    file = archive(tmp_path / "a.xlsx", {f"xl/{n}.xml": b"<a/>" for n in range(1_001)})

    with pytest.raises(UnreadableFile, match="1,001 parts"):
        open_rows(file)


@pytest.mark.parametrize(
    "parts", [{"hello.txt": b"no workbook"}, {"xl/workbook.xml": b"<not>closed"}]
)
def test_a_zip_archive_that_is_no_workbook_is_unreadable(tmp_path, parts):
    with pytest.raises(UnreadableFile, match="is not a workbook"):
        open_rows(archive(tmp_path / "a.xlsx", parts))


def test_half_a_workbook_is_unreadable(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["title"], ["a"]])
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    with pytest.raises(UnreadableFile, match="is not a workbook"):
        open_rows(file)


def test_a_sheet_that_breaks_half_way_gives_its_rows_and_then_a_refusal(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["title"], *([f"row {n}"] for n in range(2_000))])
    rewrite(file, SHEET, lambda xml: xml[: xml.index(b'<row r="1500"')] + b"<oops")

    _, _, rows = open_rows(file)
    *records, last = rows

    assert records
    assert "damaged" in last.reason


def test_an_empty_workbook_has_no_header(tmp_path):
    with pytest.raises(UnreadableFile, match="has no header"):
        open_rows(workbook(tmp_path / "a.xlsx", []))


def test_a_part_that_is_encrypted_is_refused(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["title"], ["a"]])
    content = bytearray(file.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1  # the flag of the first entry in the archive's directory
    file.write_bytes(bytes(content))

    with pytest.raises(UnreadableFile, match="protected by a password"):
        open_rows(file)
