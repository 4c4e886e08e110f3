"""A judged set is read whole or not at all, and what is wrong is named with file and line."""

import gzip
from pathlib import Path

import pytest

from matchmaker.importers.judged_set import Document, UnreadableJudgedSet, read_judged_set

FILES = {
    "corpus.jsonl": '{"_id": "d1", "title": "Slag", "text": "Use it."}\n'
    '{"_id": "d2", "text": "x"}\n',
    "queries.jsonl": '{"_id": "q1", "text": "slag"}\n\n{"_id": "q2", "text": "kilns"}\n',
    "qrels.tsv": "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td1\t0\n",
}


def _write(folder: Path, **changes: str) -> Path:
    for name, content in (FILES | {k.replace("_", "."): v for k, v in changes.items()}).items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_a_set_is_read_with_queries_that_have_a_relevant_document(tmp_path: Path) -> None:
    judged = read_judged_set(_write(tmp_path))
    assert judged.name == tmp_path.name
    assert judged.documents == {"d1": Document("Slag", "Use it."), "d2": Document("", "x")}
    assert judged.queries == {"q1": "slag"}
    assert judged.judgements["q1"] == {"d1": 2.0, "d2": 0.0}


def test_compressed_files_are_read_too(tmp_path: Path) -> None:
    _write(tmp_path)
    plain = tmp_path / "corpus.jsonl"
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    assert len(read_judged_set(tmp_path).documents) == 2


def test_queries_can_be_chosen_by_a_file(tmp_path: Path) -> None:
    judged = read_judged_set(_write(tmp_path))
    wanted = tmp_path / "wanted.txt"
    wanted.write_text("q1\n\n")
    assert list(judged.only(wanted).queries) == ["q1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [("q1\nq9\n", "wanted.txt, line 2: 'q9' is not a query"), ("\n", "names no query")],
)
def test_a_choice_that_cannot_be_followed_is_refused(
    tmp_path: Path, content: str, message: str
) -> None:
    wanted = tmp_path / "wanted.txt"
    wanted.write_text(content)
    with pytest.raises(UnreadableJudgedSet, match=message):
        read_judged_set(_write(tmp_path)).only(wanted)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("corpus.jsonl", '{"_id": "d1"\n', "corpus.jsonl, line 1: is not valid JSON"),
        ("corpus.jsonl", "\n[1]\n", "corpus.jsonl, line 2: is not a JSON object"),
        ("corpus.jsonl", '{"_id": "d1"}', "line 1: text is missing or no text"),
        ("corpus.jsonl", '{"_id": 7, "text": ""}', "line 1: _id is missing or no text"),
        ("corpus.jsonl", '{"_id": "", "text": ""}', "line 1: has no _id"),
        ("queries.jsonl", '{"_id": "a", "text": ""}\n' * 2, "line 2: repeats the _id 'a'"),
        ("qrels.tsv", "head\nq1 d1 1\n", "qrels.tsv, line 2: is not query, document and grade"),
        ("qrels.tsv", "head\nq1\td1\thigh\n", "qrels.tsv, line 2: is not query"),
        ("qrels.tsv", "head\nq1\td1\tnan\n", "qrels.tsv, line 2: 'nan' is no grade"),
        ("qrels.tsv", "head\n", "has a relevant document"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(UnreadableJudgedSet, match=message):
        read_judged_set(_write(tmp_path, **{name.replace(".", "_"): content}))


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (_write(tmp_path) / name).unlink()
    with pytest.raises(UnreadableJudgedSet, match=f"holds no {name}"):
        read_judged_set(tmp_path)


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (_write(tmp_path) / "queries.jsonl").write_bytes(b"\xff\xfe\n")
    with pytest.raises(UnreadableJudgedSet, match=r"queries.jsonl, line 1: is not UTF-8"):
        read_judged_set(tmp_path)


@pytest.mark.parametrize(
    "damaged", [b"plain text", gzip.compress(b'{"_id": "d1"}' * 99, mtime=0)[:40]]
)
def test_a_damaged_compressed_file_is_named(tmp_path: Path, damaged: bytes) -> None:
    (_write(tmp_path) / "corpus.jsonl").unlink()
    (tmp_path / "corpus.jsonl.gz").write_bytes(damaged)
    with pytest.raises(UnreadableJudgedSet, match=r"corpus.jsonl.gz, line 1: the compressed"):
        read_judged_set(tmp_path)


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    judged = read_judged_set(_write(tmp_path))
    with pytest.raises(UnreadableJudgedSet, match="cannot be read"):
        judged.only(tmp_path / "absent.txt")
