"""An operator brings the stored matches up to date and looks at those of one listing."""

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from matchmaker.__main__ import main
from matchmaker.cli.context import Operator
from matchmaker.cli.match import match
from matchmaker.config import Config
from models import Match, Organization
from models.session import Sessions
from tests.factories.exchange import TOPICS, make_exchange
from tests.factories.listings import NOW, make_need, make_offer

SAME = {"title": "Plasma for a lime kiln", "teaser": TOPICS["kiln"].capitalize() + "."}
Command = Callable[..., Result]


class OperatorOnAFixedDay(Operator):
    def now(self) -> dt.datetime:
        return NOW


@pytest.fixture
def command(database: Path, tmp_path: Path) -> Command:
    config = Config(
        database_url=f"sqlite:///{database}",
        secret_key="a key for tests, as long as it has to be",
        encoder="hashing",
        data_dir=tmp_path,
    )
    return lambda *words: CliRunner().invoke(
        match, list(words), obj=OperatorOnAFixedDay(config), catch_exceptions=False
    )


def test_run_indexes_what_is_new_and_matches_it(sessions: Sessions, command: Command) -> None:
    with sessions.writing() as session:
        make_exchange(session, needs=6, offers=8, capabilities=3, topics=2)

    report = json.loads(command("run", "--json").stdout)

    assert report["indexed"] == report["matched"] == 17
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Match)) == report["rows"] > 0

    again = json.loads(command("run", "--json").stdout)
    assert (again["indexed"], again["matched"]) == (0, 0)
    everything = json.loads(command("run", "--all", "--json").stdout)
    assert (everything["indexed"], everything["matched"]) == (0, 17)
    assert everything["rows"] == report["rows"]


def test_show_says_who_fits_and_why(sessions: Sessions, command: Command) -> None:
    with sessions.writing() as session:
        need = make_need(session, **SAME, sectors=["cement"])
        offered = {**SAME, "teaser": f"We say: {SAME['teaser']}"}
        offer = make_offer(session, **offered, sectors=["cement"], disclosure="blind")
        organization = session.get_one(Organization, offer.organization_id).name
    assert "2 matched" in command("run").stdout

    rows = json.loads(command("show", need.reference.lower(), "--json").stdout)
    text = command("show", need.reference).stdout

    assert [row["reference"] for row in rows] == [offer.reference]
    assert rows[0]["rank"] == 1
    assert rows[0]["band"] == "strong"
    assert rows[0]["organization"] == organization  # the secretariat sees blind ones too
    (sector,) = [reason for reason in rows[0]["reasons"] if reason["feature"] == "sector"]
    assert sector["verdict"] == "fits"
    assert sector["phrase"] == "Same sector: Cement and concrete"
    assert sector["influence"] > 0
    assert rows[0]["evidence"]["ours"]
    for word in (offer.reference, organization, "Strong match", "Same sector", "theirs:"):
        assert word in text
    for word in (
        "Hide-from lists: Checked where the owner is shown",
        "words:",
        "speaks strongly for it",
    ):
        assert word in text


def test_show_keeps_to_the_limit(sessions: Sessions, command: Command) -> None:
    with sessions.writing() as session:
        need = make_need(session, **SAME)
        for _ in range(12):
            make_offer(session, **SAME)
        alone = make_need(session, title="Nobody", teaser="Answers this.")
    command("run")

    assert len(json.loads(command("show", need.reference, "--limit", "3", "--json").stdout)) == 3
    assert command("show", need.reference, "--limit", "12").stdout.count("words:") == 10
    assert json.loads(command("show", alone.reference, "--json").stdout) == []
    assert command("show", alone.reference).stdout == f"{alone.reference} has no matches.\n"


def test_an_unknown_reference_is_one_sentence_and_exit_status_1(
    database: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("MATCHMAKER_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["matchmaker", "match", "show", "ND-NOTHING"])

    with pytest.raises(SystemExit) as stop:
        main()

    assert stop.value.code == 'matchmaker: There is no listing "ND-NOTHING".'
    assert capsys.readouterr().out == ""
