"""The commands that load the CPC and keep the catalogues of translations."""

import json
from pathlib import Path

import pytest

from matchmaker.services import cpc_codes
from models.session import Sessions
from tests.functional.console import Console
from tests.unit.importers.test_cpc import SECTION, SUBCLASS


@pytest.fixture
def console(database: Path) -> Console:
    return Console(database.parent)


@pytest.fixture
def scheme(tmp_path: Path) -> str:
    folder = tmp_path / "scheme"
    folder.mkdir()
    (folder / "cpc-scheme-C.xml").write_text(SECTION, "utf-8")
    (folder / "cpc-scheme-C21B.xml").write_text(SUBCLASS, "utf-8")
    return str(folder)


def codes(sessions: Sessions, words: str) -> list[str]:
    with sessions.reading() as session:
        return [found.code for found in cpc_codes.find(session, words)]


def test_the_scheme_is_loaded_and_found_by_its_words(
    console: Console, sessions: Sessions, scheme: str
) -> None:
    said = json.loads(console("import", "cpc", scheme, "--json"))
    assert (
        said["rows_read"] == said["added"] + said["updated"] + said["unchanged"] + said["repeated"]
    )
    assert said["refused"] == 0
    assert "C21B3/04" in codes(sessions, "recovery by-products slag")

    again = console("import", "cpc", scheme)
    assert "added: 0" in again


def test_a_dry_run_of_the_scheme_keeps_nothing(
    console: Console, sessions: Sessions, scheme: str
) -> None:
    before = codes(sessions, "recovery by-products slag")
    said = console("import", "cpc", scheme, "--dry-run")
    assert said.startswith("Dry run, nothing kept. Rows read: ")
    assert codes(sessions, "recovery by-products slag") == before


def test_a_scheme_of_which_nothing_can_be_taken_ends_with_an_error(
    console: Console, tmp_path: Path
) -> None:
    file = tmp_path / "scheme.jsonl"
    file.write_text('{"symbol": "no code", "title": "x"}\n', "utf-8")
    result = console.run("import", "cpc", str(file))
    assert result.exit_code == 1
    assert "no CPC symbol" in result.output


def test_the_catalogues_that_are_offered_lack_nothing(console: Console) -> None:
    assert console("translations", "check") == ""
    console("translations", "compile")
