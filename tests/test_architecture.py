"""The house keeps its own rules, and each rule notices when it is broken."""

import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests import architecture as house
from tests.architecture import Rule, Source

BROKEN = {
    house.commits_only_at_the_edges: ("matchmaker/services/x.py", "session.commit()"),
    house.settings_are_read_in_one_place: ("matchmaker/web/x.py", "import os\nos.environ['A']"),
    house.the_person_is_known_in_one_place: (
        "matchmaker/web/x.py",
        "from flask_login import current_user",
    ),
    house.time_comes_in_at_the_edges: ("matchmaker/services/x.py", "dt.datetime.now(dt.UTC)"),
    house.imports_stand_at_the_top: ("matchmaker/jobs/x.py", "def f():\n    import json"),
    house.policies_run_no_query: ("matchmaker/policies/x.py", "session.scalars(query)"),
    house.there_is_no_utils: ("matchmaker/services/utils.py", ""),
    house.files_are_small: ("matchmaker/services/x.py", "x = 1\n" * 301),
    house.functions_are_small: ("models/x.py", "def f():\n" + "    x = 1\n" * 41),
}
IMPORT_BROKEN = {
    "embeddings": "from models import Listing",
    "models": "from matchmaker import errors",
    "matchmaker/ranking": "import sqlalchemy",
    "matchmaker/importers": "from models import Listing",
    "matchmaker/services": "from flask import request",
    "matchmaker/policies": "from matchmaker.services import listings",
    "matchmaker/web": "from matchmaker.jobs import worker",
    "matchmaker/api": "from matchmaker.web import db",
}


@pytest.mark.parametrize("rule", house.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    assert [offence for source in house.sources() for offence in rule(source)] == []


@pytest.mark.parametrize("rule", house.RULES, ids=lambda rule: rule.__name__)
def test_the_rule_notices_when_it_is_broken_on_purpose(rule: Rule) -> None:
    assert rule(Source(*BROKEN[rule]))


def test_files_are_short_as_a_rule() -> None:
    lengths = [len(source.text.splitlines()) for source in house.sources() if source.text.strip()]
    assert statistics.median(lengths) <= house.FILE_MEDIAN
    assert house.percentile(lengths, 0.95) <= house.FILE_P95


def test_functions_are_short_as_a_rule() -> None:
    lengths = [lines for source in house.sources() for _, lines, _ in house.functions(source)]
    assert statistics.median(lengths) <= house.FUNCTION_MEDIAN
    assert house.percentile(lengths, 0.95) <= house.FUNCTION_P95


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command as c; c()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--config", str(folder / "setup.cfg")],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("room", IMPORT_BROKEN)
def test_import_linter_notices_a_forbidden_arrow(room: str, tmp_path: Path) -> None:
    """A copy of the house with one bad import in one room must be refused."""
    for name in (*house.ROOMS, "wsgi.py", "setup.cfg"):
        origin = house.ROOT / name
        for path in [origin] if origin.is_file() else origin.rglob("*.py"):
            copy = tmp_path / path.relative_to(house.ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (tmp_path / room / "broken_on_purpose.py").write_text(IMPORT_BROKEN[room] + "\n")
    answer = _lint_imports(tmp_path)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "broken_on_purpose" in answer.stdout
