"""The operator checks the log against heads that were kept, and takes it out of the house."""

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import text

from matchmaker.policies.actor import Actor
from matchmaker.services import audit, audit_heads
from models import AuditEvent
from tests.factories.listings import NOW
from tests.functional.console import Console

DAY = dt.timedelta(days=1)


@pytest.fixture
def console(database: Path) -> Console:
    return Console(database.parent)


@pytest.fixture
def heads(sessions, tmp_path) -> Path:
    """Three days of three events, and the head of each of the days."""
    folder = tmp_path / "kept"
    for day in range(3):
        at = NOW + day * DAY
        with sessions.writing() as session:
            for number in range(3):
                audit.record(session, Actor.operator(), "test", "thing", f"T-{day}{number}", now=at)
            row = audit_heads.keep(session, audit.verify(session), now=at)
            audit_heads.write(folder, row, audit_heads.before(session, row))
    return folder


@pytest.fixture
def tamper(sessions):
    def tamper(*statements: str) -> None:
        with sessions.writing() as session:
            for verb in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER audit_events_no_{verb}"))
            for statement in statements:
                session.execute(text(statement))

    return tamper


def test_a_log_that_meets_every_head_is_whole(console, heads) -> None:
    said = console("audit", "verify", "--heads", str(heads))
    assert said.startswith("The chain holds over 9 rows")
    assert said.endswith("It meets all 5 heads that were kept.\n")
    assert json.loads(console("audit", "verify", "--heads", str(heads), "--json"))["lost"] == []


def test_a_log_that_was_cut_off_is_found_by_its_heads(console, heads, tamper) -> None:
    tamper("DELETE FROM audit_events WHERE id > 6")
    assert console("audit", "verify").startswith("The chain holds over 6 rows")

    result = console.run("audit", "verify", "--heads", str(heads))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == ("The head of 2026-09-03 is not met at row 9: the log ends at row 6.\n")


def test_a_log_that_was_written_anew_is_found_by_its_heads(
    console, heads, tamper, sessions
) -> None:
    tamper("UPDATE audit_events SET actor = 'nobody' WHERE id = 5")
    with sessions.writing() as session:
        for number in range(5, 10):
            event = session.get_one(AuditEvent, number)
            event.previous_hash = session.get_one(AuditEvent, number - 1).hash
            event.hash = audit.digest(event)
            session.flush()
    assert console("audit", "verify").startswith("The chain holds over 9 rows")

    result = console.run("audit", "verify", "--heads", str(heads), "--json")

    assert result.exit_code == 1
    assert {lost["rows"] for lost in json.loads(result.stdout)["lost"]} == {6, 9}


@pytest.mark.parametrize("content", ["{", "[]", '{"day": "2026-09-01"}', '"text"'])
def test_a_file_that_is_no_head_is_said(console, heads, content) -> None:
    (heads / "2026-09-02.json").write_text(content)
    result = console.run("audit", "verify", "--heads", str(heads))
    assert result.exit_code == 1
    assert "is not a head of the audit log" in str(result.exception)


def test_an_exported_log_is_checked_without_a_database(console, heads, tmp_path) -> None:
    path, away = tmp_path / "log.jsonl", Console(tmp_path / "elsewhere")
    assert console("audit", "export", "--to", str(path)) == f"9 rows are in {path}.\n"
    assert console("audit", "export") == path.read_text()

    said = away("audit", "verify", "--file", str(path), "--heads", str(heads))

    assert said.startswith("The chain holds over 9 rows")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:3], lines[3].replace("operator", "worker"), *lines[4:]]))
    result = away.run("audit", "verify", "--file", str(path))
    assert (result.exit_code, result.stderr) == (1, "The chain is broken at row 4.\n")
    path.write_text("\n".join(lines[:8]))
    assert away.run("audit", "verify", "--file", str(path), "--heads", str(heads)).exit_code == 1
    path.write_text("\n".join(lines[1:]))
    assert away.run("audit", "verify", "--file", str(path), "--heads", str(heads)).exit_code == 0


def test_an_export_begins_with_the_day_that_was_asked_for(console, heads, tmp_path) -> None:
    path = tmp_path / "log.jsonl"
    console("audit", "export", "--since", "2026-09-02", "--to", str(path))
    assert [json.loads(line)["id"] for line in path.read_text().splitlines()] == [4, 5, 6, 7, 8, 9]
    assert console.run("audit", "verify", "--file", str(path)).exit_code == 0
    console("audit", "export", "--since", "2026-09-09", "--to", str(path))
    assert path.read_text() == ""
    assert console("audit", "verify", "--file", str(path)).startswith("The chain holds over 0")


@pytest.mark.parametrize("line", ["{}", "text", '{"at": "never"}', "[1]"])
def test_a_line_that_is_no_row_is_said(console, heads, tmp_path, line) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(line)
    result = console.run("audit", "verify", "--file", str(path))
    assert result.exit_code == 1
    assert "Line 1 of" in str(result.exception)
