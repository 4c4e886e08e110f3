"""The member's own file: three formats, told apart by content."""

import datetime as dt
import json

import pytest
from openpyxl import Workbook

from matchmaker.importers.drafts import ListingDraft, Refusal, UnreadableFile
from matchmaker.importers.listings import open_listings

TODAY = dt.date(2026, 9, 1)


def test_csv_xlsx_and_json_lines_give_the_same_draft(tmp_path):
    values = {"id": "7", "kind": "Offer", "organization": "ORG-X", "title": "Slag", "trl": "6"}
    names = {"csv": tmp_path / "a.bin", "xlsx": tmp_path / "b.bin", "json": tmp_path / "c.bin"}
    names["csv"].write_text(",".join(values) + "\n" + ",".join(values.values()) + "\n")
    names["json"].write_text("\n" + json.dumps(values) + "\n")
    book = Workbook()
    book.active.append(list(values))
    book.active.append([7.0, "offer", "ORG-X", "Slag", "6"])
    book.save(names["xlsx"])

    drafts = [next(open_listings(path, TODAY).drafts) for path in names.values()]

    assert (
        drafts == [ListingDraft(2, "7", "offer", {"title": "Slag", "trl": "6"}, owner="ORG-X")] * 3
    )


def test_a_row_without_id_kind_and_organization_leaves_them_open(tmp_path):
    (tmp_path / "a.csv").write_text("title\nSlag\n")

    source = open_listings(tmp_path / "a.csv", TODAY)

    assert (source.columns, source.rows) == (("title",), 1)
    assert list(source.drafts) == [ListingDraft(2, "", "", {"title": "Slag"})]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"title,trl\n", "has a header and no rows"),
        (b'[{"title": "a"}]', "is one JSON array"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as XLSX"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not a text file"),
        (b"", "is empty"),
    ],
)
def test_a_file_of_another_kind_is_named_as_what_it_is(tmp_path, content, message):
    (tmp_path / "a.csv").write_bytes(content)

    with pytest.raises(UnreadableFile, match=message):
        open_listings(tmp_path / "a.csv", TODAY)


def test_half_a_json_line_is_refused_and_the_rest_is_read(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": "a"}\n{"title": "b\n{"title": "c"}\n')

    first, broken, last = open_listings(tmp_path / "a.jsonl", TODAY).drafts

    assert isinstance(broken, Refusal)
    assert broken.row == 2
    assert (first.fields["title"], last.fields["title"]) == ("a", "c")
