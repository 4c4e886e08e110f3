"""What an operator sees of ``matchmaker evaluate-search``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaker.cli.context import Operator
from matchmaker.cli.evaluate_search import evaluate_search
from matchmaker.config import Config
from matchmaker.importers.judged_set import UnreadableJudgedSet

TOPICS = ("lime kilns", "steel slag", "paper drying", "ship engines")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    others = [f"office chair {number}" for number in range(60)]
    (tmp_path / "corpus.jsonl").write_text(
        "".join(
            json.dumps({"_id": f"d{n}", "title": t, "text": f"All about {t}."}) + "\n"
            for n, t in enumerate([*TOPICS, *others])
        )
    )
    (tmp_path / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": f"q{n}", "text": t}) + "\n" for n, t in enumerate(TOPICS))
    )
    (tmp_path / "qrels.tsv").write_text("h\n" + "".join(f"q{n}\td{n}\t1\n" for n in range(4)))
    (tmp_path / "typed.tsv").write_text(
        "query-id\ttyped\tlanguage\ttranslated\n"
        + "".join(f"q{n}\t{topic}\tde\tüber {topic}\n" for n, topic in enumerate(TOPICS))
    )
    return tmp_path


def _run(*arguments: str | Path) -> Result:
    operator = Operator(Config(encoder="hashing"))
    return CliRunner().invoke(evaluate_search, [str(a) for a in arguments], obj=operator)


def test_each_form_is_asked_by_words_by_meaning_and_by_both(folder: Path) -> None:
    result = _run(folder, "--typed", folder / "typed.tsv", "--json")
    assert result.exit_code == 0
    rows = {(row["form"], row["system"]): row for row in json.loads(result.stdout)["rows"]}
    systems = {"words", "meaning", "both", "both, by a floor"}
    assert {system for _, system in rows} == systems
    assert rows["typed", "both"]["measures"]["ndcg@10"] == 1.0
    assert rows["typed", "words"]["empty"] == 0.0
    assert rows["misspelt", "words"]["empty"] == 1.0
    assert rows["misspelt", "both"]["empty"] < 1.0
    assert rows["nonsense", "words"]["empty"] == 1.0


def test_without_typed_queries_titles_are_asked(folder: Path) -> None:
    lines = _run(folder).stdout.splitlines()
    assert lines[0].split()[:3] == ["query", "by", "asked"]
    assert {line.split()[0] for line in lines[1:]} == {"misspelt", "need,", "nonsense", "title"}


def test_what_is_fitted_in_folds_is_told(folder: Path) -> None:
    told = _run(folder, "--folds", "2").stdout
    assert "both, in folds" in told
    assert told.count("chosen: spread") == 2


def test_a_database_that_is_kept_is_used_again(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    first = _run(folder, "--keep", kept).stdout
    assert (kept / "search.db").exists()
    assert _run(folder, "--keep", kept).stdout == first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("other\tcolumns\n", "has not the columns"),
        ("query-id\ttyped\tlanguage\ttranslated\nq0\tkiln\n", "line 2"),
        ("query-id\ttyped\tlanguage\ttranslated\n" + "q0\ta\tde\tb\n" * 2, "line 3"),
    ],
)
def test_a_bad_file_of_typed_queries_is_one_sentence(folder: Path, text: str, said: str) -> None:
    (folder / "typed.tsv").write_text(text)
    result = _run(folder, "--typed", folder / "typed.tsv")
    assert isinstance(result.exception, UnreadableJudgedSet)
    assert said in str(result.exception)
