"""A sanctions list is read as a whole, or refused as a whole with every bad row named."""

import hashlib

import pytest

from matchmaker.importers import limits
from matchmaker.importers.drafts import UnreadableFile
from matchmaker.importers.sanctions import ListedName, RefusedList, read_list

HEADER = "name,aliases,type,country,programme,remark\n"


@pytest.fixture
def write(tmp_path):
    def make(text: str | bytes, name: str = "list.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


def test_a_row_becomes_an_entry(write) -> None:
    path = write(
        HEADER + 'Ruda LLC,"ООО Руда; Ruda  Works ;;Ruda Works",Organization,ru,P 1,Note\n'
    )

    found = read_list(path)

    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.entries == (
        ListedName("Ruda LLC", ("ООО Руда", "Ruda Works"), "organization", "RU", "P 1", "Note"),
    )


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_and_absent_columns_do_no_harm(write, mark) -> None:
    path = write(mark + "name,type\nRöd Ek,person\n".encode())
    assert read_list(path).entries == (ListedName("Röd Ek", (), "person", "", "", ""),)


def test_one_bad_row_refuses_the_file_and_all_bad_rows_are_named(write) -> None:
    path = write(
        HEADER
        + "Good,,person,,,\n"
        + ",,thing,ZZ,,\n"
        + "Some land,,country,,,\n"
        + f"{'x' * 301},…,person,,,{'y' * 2_001}\n"
        + "Five,cells,only,SE,too few\n"
    )

    with pytest.raises(RefusedList) as refused:
        read_list(path)

    assert [(r.row, r.field) for r in refused.value.refusals] == [
        (3, "name"),
        (3, "type"),
        (3, "country"),
        (4, "country"),
        (5, "name"),
        (5, "aliases"),
        (5, "remark"),
        (6, ""),
    ]
    assert "list.csv is refused as a whole, because of 4 of its rows" in str(refused.value)
    assert 'row 3, field type: must be one of organization, person, country, not "thing"' in str(
        refused.value
    )


def test_many_refusals_are_counted_and_the_first_ones_shown(write) -> None:
    with pytest.raises(RefusedList) as refused:
        read_list(write(HEADER + ",,person,,,\n" * 30 + "A,,person,,,\n"))
    assert len(refused.value.refusals) == 30
    assert str(refused.value).endswith("… and 10 more")


@pytest.mark.parametrize(
    ("aliases", "reason"),
    [
        (";".join(f"name {n}" for n in range(201)), "holds 201 names, at most 200 are taken"),
        ("x" * 301, "holds a name of more than 300 characters"),
    ],
)
def test_aliases_have_limits(write, aliases, reason) -> None:
    with pytest.raises(RefusedList, match=reason):
        read_list(write(f'name,aliases,type\nA,"{aliases}",person\n'))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (HEADER, "names nobody: an empty list would clear everybody"),
        ("name,aliases\nA,B\n", 'has no column "type"'),
        ("type\nperson\n", 'has no column "name"'),
        ("name,type,alias\nA,person,B\n", 'has the unknown column "alias"'),
        ("name,type\nA,person\n".encode("utf-16"), "is UTF-16 text"),
        (b"name,type\n\0,person\n", "is not a text file"),
    ],
)
def test_what_spoils_the_file_as_a_whole_is_said(write, text, reason) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_list(write(text))


def test_bytes_that_are_not_utf_8_are_named_by_row_and_field(write) -> None:
    with pytest.raises(RefusedList, match="row 2, field name: is not UTF-8 text"):
        read_list(write(b"name,type\nR\xf6d,person\n"))


def test_more_rows_than_are_taken_are_refused(write, monkeypatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    with pytest.raises(UnreadableFile, match="has 3 rows, at most 2 are taken"):
        read_list(write("name,type\n" + "A,person\n" * 3))


def test_a_file_that_is_not_there_is_refused(tmp_path) -> None:
    with pytest.raises(UnreadableFile, match="does not exist"):
        read_list(tmp_path / "absent.csv")
