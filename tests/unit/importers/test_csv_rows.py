"""Delimited text as spreadsheets and people write it, and as it breaks."""

import gzip
from pathlib import Path

import pytest

from matchmaker.importers.csv_rows import open_rows
from matchmaker.importers.drafts import Record, Refusal, UnreadableFile


def read(path: Path, content: str | bytes) -> list[Record | Refusal]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    _, _, rows = open_rows(path)
    return list(rows)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_delimiter_and_byte_order_mark_are_found(tmp_path, mark, start):
    content = f'{start}Title{mark}TRL\r\n"a{mark} b"{mark}7\r\n'

    assert read(tmp_path / "a.csv", content) == [Record(2, {"title": f"a{mark} b", "trl": "7"})]


def test_rows_count_as_in_a_spreadsheet_line_breaks_in_cells_and_blank_rows_included(tmp_path):
    first, second = read(tmp_path / "a.csv", 'title,trl\n"two\nlines",1\n,\nlast,2\n')

    assert (first.row, second.row) == (2, 4)
    assert first.values["title"] == "two\nlines"


def test_a_latin_1_cell_is_refused_by_row_and_column_and_the_others_are_kept(tmp_path):
    good, bad = read(tmp_path / "a.csv", b"title,trl\nfine,1\nGl\xfchofen,2\n")

    assert good.values["title"] == "fine"
    assert bad == Refusal(3, "title", "is not UTF-8 text; save the file as CSV in UTF-8")


@pytest.mark.parametrize("cells", ["a", "a,1,2"])
def test_a_row_with_too_few_or_too_many_cells_is_refused(tmp_path, cells):
    [refusal] = read(tmp_path / "a.csv", f"title,trl\n{cells}\n")

    assert refusal.row == 2
    assert "where the header has 2" in refusal.reason


def test_a_quotation_mark_that_is_never_closed_is_refused(tmp_path):
    good, bad = read(tmp_path / "a.csv", 'title,trl\na,1\n"half a file,2\n')

    assert isinstance(good, Record)
    assert "is not well-formed CSV" in bad.reason


def test_an_over_long_cell_is_refused_with_both_numbers(tmp_path):
    [refusal] = read(tmp_path / "a.csv", f"title,trl\n{'x' * 40_000},1\n")

    assert refusal.field == "title"
    assert "40,000" in refusal.reason
    assert "32,767" in refusal.reason


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("\n\n", "is blank"),
        ("title,,trl\n", "no name for column 2"),
        ("title,trl,Title\n", '"title" more than once'),
        ("".join(f"c{n}," for n in range(300)) + "x\n", "301 columns"),
        (b"t\xeftle,trl\n", "not UTF-8"),
        ("title\n".encode("utf-16"), "UTF-16"),
        (b"%PDF-1.7\n\0\0", "is not a text file"),
        ('"open,trl\n', "not well-formed"),
    ],
)
def test_a_bad_header_spoils_the_whole_file(tmp_path, content, message):
    with pytest.raises(UnreadableFile, match=message):
        read(tmp_path / "a.csv", content)


def test_sixty_thousand_rows_are_refused_before_the_first_is_read(tmp_path):
    with pytest.raises(UnreadableFile, match="60,000 rows, at most 50,000"):
        read(tmp_path / "a.csv", "title\n" + "a\n" * 60_000)


def test_a_header_alone_has_no_rows(tmp_path):
    assert read(tmp_path / "a.csv", "title,trl\n") == []


def test_a_compressed_table_that_is_cut_off_gives_its_whole_rows_and_then_a_refusal(tmp_path):
    whole = gzip.compress(
        b"title,trl\n" + b"".join(b"t%d,%d\n" % (n * 7919, n) for n in range(9000))
    )

    *records, last = read(tmp_path / "a.csv.gz", whole[: len(whole) // 2])

    assert records
    assert "cut off" in last.reason
