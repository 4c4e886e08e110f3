"""Broken lines, cut-off files and too much of everything."""

import gzip
import json
from pathlib import Path

import pytest

from matchmaker.importers.drafts import Record, Refusal, UnreadableFile
from matchmaker.importers.json_lines import count_objects, read_objects
from matchmaker.importers.limits import MAX_LINE_BYTES


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_each_line_becomes_a_record_with_its_line_number(tmp_path):
    file = write(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"a": 1}\n\n{"a": 2}')

    assert list(read_objects(file)) == [Record(1, {"a": 1}), Record(3, {"a": 2})]
    assert count_objects(file) == 3


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"title": "half a', "is not valid JSON"),
        (b'{"title": "caf\xe9"}', "is not UTF-8 text"),
        (b"[1, 2]", "must be a JSON object"),
        (b"[" * 100_000, "depth"),
        (b'{"n": ' + b"9" * 5_000 + b"}", "a number"),
        (b'"' + b"x" * (MAX_LINE_BYTES + 10) + b'"', "is longer than"),
    ],
)
def test_a_broken_line_is_refused_by_number_and_the_next_one_is_read(tmp_path, line, reason):
    file = write(tmp_path / "a.jsonl", line + b'\n{"a": 1}\n')

    refusal, record = read_objects(file)

    assert isinstance(refusal, Refusal)
    assert refusal.row == 1
    assert reason in refusal.reason
    assert record == Record(2, {"a": 1})


def test_a_cut_off_gzip_file_gives_its_whole_lines_and_then_a_refusal(tmp_path):
    lines = b"".join(
        json.dumps({"n": n, "pad": f"{n * 7919:x}" * 40}).encode() + b"\n" for n in range(500)
    )
    whole = gzip.compress(lines)
    file = write(tmp_path / "a.jsonl.gz", whole[: len(whole) // 2])

    *records, last = read_objects(file)

    assert records
    assert [record.values["n"] for record in records] == list(range(len(records)))
    assert last.row == len(records) + 1
    assert "cut off" in last.reason


def test_a_damaged_gzip_file_of_which_nothing_can_be_read_is_unreadable(tmp_path):
    file = write(tmp_path / "a.jsonl.gz", gzip.compress(b"x" * 100)[:10])

    with pytest.raises(UnreadableFile, match="damaged gzip"):
        count_objects(file)


def test_a_gzip_bomb_is_refused_before_anything_is_parsed(tmp_path):
    file = write(tmp_path / "a.jsonl.gz", gzip.compress(b"\n" * 50_000_000))

    with pytest.raises(UnreadableFile, match="inflates to more than"):
        count_objects(file)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"{}\n" * 60_000, "60,000 rows"),
    ],
)
def test_a_file_that_holds_nothing_or_too_much_is_unreadable(tmp_path, content, message):
    with pytest.raises(UnreadableFile, match=message):
        count_objects(write(tmp_path / "a.jsonl", content))


def test_a_file_over_20_megabytes_is_unreadable(tmp_path):
    file = tmp_path / "a.jsonl"
    with file.open("wb") as stream:
        stream.truncate(20 * 1024 * 1024 + 1)

    with pytest.raises(UnreadableFile, match="20 MB"):
        count_objects(file)


def test_a_missing_file_and_a_folder_are_named_as_such(tmp_path):
    with pytest.raises(UnreadableFile, match=r"nothing\.jsonl does not exist"):
        count_objects(tmp_path / "nothing.jsonl")
    with pytest.raises(UnreadableFile, match="is not a file"):
        count_objects(tmp_path)
