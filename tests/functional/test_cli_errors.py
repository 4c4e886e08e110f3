"""What the operator can mend is one sentence on standard error, status 1, and no traceback."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from matchmaker.__main__ import main
from tests.functional.conftest import SECRET


@pytest.fixture
def folder(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's folder; the environment names it."""
    monkeypatch.setenv("MATCHMAKER_DATA_DIR", str(database.parent))
    return database.parent


def _sentence(monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What the command ends with: Python prints it to standard error and makes the status 1."""
    monkeypatch.setattr(sys, "argv", ["matchmaker", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, str)
    assert "\n" not in ended.value.code
    return ended.value.code


def test_an_unknown_setting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHMAKER_ENCODR", "minilm")
    assert _sentence(monkeypatch, "db", "upgrade") == (
        "matchmaker: MATCHMAKER_ENCODR is not a setting; did you mean MATCHMAKER_ENCODER?"
    )


@pytest.mark.parametrize("address", ["nonsense", "sqlite://host/file.db"])
def test_a_malformed_database_address(
    folder: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", address)
    assert "MATCHMAKER_DATABASE_URL is not" in _sentence(monkeypatch, "db", "upgrade")


def test_a_database_that_was_never_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "matchmaker.db").unlink()
    assert _sentence(monkeypatch, "audit", "verify") == (
        "matchmaker: The database is not up to date; run: matchmaker db upgrade"
    )


@pytest.mark.parametrize("words", [("db", "upgrade"), ("audit", "verify"), ("work", "--once")])
def test_a_database_of_a_newer_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    with sqlite3.connect(folder / "matchmaker.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "written by a newer version of matchmaker (schema 9999)" in _sentence(
        monkeypatch, *words
    )


def test_a_file_that_is_no_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "matchmaker.db").write_text("A letter to somebody, and no database. " * 40)
    assert _sentence(monkeypatch, "db", "upgrade") == (
        "matchmaker: the database cannot be used: file is not a database"
    )


def test_a_database_in_a_folder_that_is_not_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", f"sqlite:///{folder}/absent/file.db")
    assert _sentence(monkeypatch, "audit", "verify") == (
        "matchmaker: the database cannot be used: unable to open database file"
    )


def test_a_database_that_can_only_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite:///file:{folder}/matchmaker.db?mode=ro&uri=true"
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", address)
    assert _sentence(monkeypatch, "demo", "load") == (
        "matchmaker: the database cannot be used: attempt to write a readonly database"
    )


@pytest.mark.parametrize("key", ["", SECRET])
def test_a_data_folder_that_cannot_be_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    (folder / "file").write_text("in the way")
    monkeypatch.setenv("MATCHMAKER_DATA_DIR", str(folder / "file" / "data"))
    monkeypatch.setenv("MATCHMAKER_SECRET_KEY", key)
    assert str(folder / "file" / "data") in _sentence(monkeypatch, "db", "upgrade")


def test_a_model_that_is_not_there_ends_an_evaluation(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "corpus.jsonl").write_text('{"_id": "d", "title": "slag", "text": "slag"}\n')
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "slag"}\n')
    (folder / "qrels.tsv").write_text("head\nq\td\t1\n")
    words = ("evaluate", str(folder), "--systems", "dense", "--encoder", "/nonexistent")
    assert _sentence(monkeypatch, *words) == (
        "matchmaker: No sentence-transformers model could be loaded from /nonexistent."
    )


def test_a_command_that_works_ends_with_status_0(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["matchmaker", "audit", "verify"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("The chain holds over 0 rows")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("audit", "verify"), 1, "matchmaker: The database is not up to date; run: "),
        (("audit", "prove"), 2, "Usage: matchmaker audit"),
    ],
)
def test_the_shell_sees_the_sentence_and_the_status(
    tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "matchmaker", *words],
        env={"MATCHMAKER_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout) == (status, "")
    assert answer.stderr.startswith(said)
    assert "Traceback" not in answer.stderr
