"""What an operator sees of ``matchmaker evaluate``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaker.cli.context import Operator
from matchmaker.cli.evaluate import evaluate
from matchmaker.config import Config
from matchmaker.importers.judged_set import UnreadableJudgedSet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    topics = ["lime kilns", "steel slag", "paper drying", "ship engines"]
    others = [f"office chair {number}" for number in range(200)]
    (tmp_path / "corpus.jsonl").write_text(
        "".join(
            json.dumps({"_id": f"d{n}", "title": t, "text": t}) + "\n"
            for n, t in enumerate(topics + others)
        )
    )
    (tmp_path / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": f"q{n}", "text": t}) + "\n" for n, t in enumerate(topics))
    )
    (tmp_path / "qrels.tsv").write_text("h\n" + "".join(f"q{n}\td{n}\t1\n" for n in range(4)))
    return tmp_path


def _run(*arguments: str | Path) -> Result:
    operator = Operator(Config(encoder="hashing"))
    return CliRunner().invoke(evaluate, [str(a) for a in arguments], obj=operator)


def test_json_has_the_published_shape(folder: Path) -> None:
    result = _run(folder, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["dataset"] == folder.name
    assert (found["queries"], found["documents"]) == (4, 204)
    assert list(found["systems"]) == ["bm25", "dense", "matchmaker"]
    for figures in found["systems"].values():
        assert set(figures) == {"ndcg@10", "recall@50", "mrr@10", "seconds"}
        assert figures["ndcg@10"] == 1.0


def test_the_table_has_one_line_for_each_system(folder: Path) -> None:
    result = _run(folder, "--systems", "bm25, matchmaker")
    heading, columns, *rows = result.stdout.splitlines()
    assert heading == f"{folder.name}: 4 queries, 204 documents"
    assert columns.split() == ["system", "ndcg@10", "recall@50", "mrr@10", "seconds"]
    assert [row.split()[:2] for row in rows] == [["bm25", "1.000"], ["matchmaker", "1.000"]]


def test_folds_add_the_bands(folder: Path) -> None:
    table = _run(folder, "--systems", "bm25", "--folds", "2").stdout
    assert "matchmaker, in folds" in table
    assert "predicted" in table
    found = json.loads(_run(folder, "--systems", "bm25", "--folds", "2", "--json").stdout)
    assert len(found["systems"]["matchmaker, in folds"]["rankings"]) == 2


def test_more_folds_than_queries_are_bad_usage(folder: Path) -> None:
    assert _run(folder, "--folds", "5").exit_code == 2


def test_queries_can_be_chosen(folder: Path) -> None:
    wanted = folder / "wanted.txt"
    wanted.write_text("q1\nq3\n")
    found = json.loads(_run(folder, "--queries", wanted, "--json", "--systems", "bm25").stdout)
    assert found["queries"] == 2


@pytest.mark.parametrize("systems", ["bm25,magic", " , "])
def test_an_unknown_system_is_bad_usage(folder: Path, systems: str) -> None:
    result = _run(folder, "--systems", systems)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    result = _run(tmp_path / "absent")
    assert result.exit_code == 1
    assert isinstance(result.exception, UnreadableJudgedSet)
    assert "holds no corpus.jsonl" in str(result.exception)
