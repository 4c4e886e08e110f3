"""The operator learns, compares, promotes and goes back at the command line."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from matchmaker.errors import Conflict, InvalidFields, NotFound
from matchmaker.services import ranker_versions
from matchmaker.services.ranker_training import TooFewAnswers
from models import Feedback, Listing, RankerVersion
from models.session import Sessions
from tests.functional.console import Console
from tests.functional.test_cli import ALWAYS


@pytest.fixture
def database(answered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(answered, tmp_path / "matchmaker.db"))


@pytest.fixture
def console(database: Path, sessions: Sessions) -> Console:
    with sessions.writing() as session:
        session.execute(update(Listing).values(valid_until=ALWAYS))
    return Console(database.parent)


@pytest.fixture
def worse(console: Console, sessions: Sessions) -> int:
    """A challenger whose comparison went against it."""
    console("train", "ranker")
    with sessions.writing() as session:
        version = session.get_one(RankerVersion, 1)
        version.report = {**version.report, "is_better": False, "verdict": "It is not better."}
    return 1


def test_a_challenger_is_learnt_compared_promoted_and_taken_back(console: Console) -> None:
    said = console("train", "ranker").splitlines()
    assert said[0].startswith("Version 1 is learnt from ")
    assert said[1] == "On needs that it was not fitted to, against the shipped ranking:"
    assert [line.split()[0] for line in said[3:6]] == ["log-loss", "nDCG@10", "ECE"]
    assert "`matchmaker train promote 1` lets it rank." in said
    assert any(line.startswith("Weights: technology ") for line in said)

    assert console("train", "versions").endswith("The shipped ranking ranks.\n")
    assert console("train", "promote", "1").startswith("Version 1 ranks. All matches are made")
    assert console("train", "versions").rstrip().endswith(" ranks")
    assert console("work", "--once").endswith(" jobs done.\n")
    again = console("train", "ranker")
    assert "against version 1:" in again
    assert "lets it rank" not in again
    assert console("train", "rollback").startswith("The shipped ranking ranks again.")
    assert json.loads(console("train", "versions", "--json"))["ranks"] is None


def test_the_report_can_be_read_by_a_program(console: Console) -> None:
    made = json.loads(console("train", "ranker", "--json"))

    assert made["version"] == 1
    assert made["report"]["is_better"] is True
    assert set(made["parameters"]["learned"]) == {"weights", "slope", "bias", "curve"}
    (listed,) = json.loads(console("train", "versions", "--json"))["versions"]
    assert listed == {**made, "ranks": False}


def test_learning_again_adds_a_version_and_changes_none(console: Console) -> None:
    first = json.loads(console("train", "ranker", "--json"))
    second = json.loads(console("train", "ranker", "--json"))

    newest, oldest = json.loads(console("train", "versions", "--json"))["versions"]
    assert (oldest["parameters"], newest["version"]) == (first["parameters"], second["version"])


def test_too_few_answers_are_one_sentence_and_nothing_is_written(
    console: Console, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        session.execute(delete(Feedback).where(Feedback.id > 40))

    result = console.run("train", "ranker")

    assert (result.exit_code, type(result.exception)) == (1, TooFewAnswers)
    assert str(result.exception).startswith(
        "There are too few answers to learn from: 40 of 200 answered pairs"
    )
    assert console("train", "versions") == "The shipped ranking ranks.\n"


def test_a_challenger_that_is_not_better_ranks_only_by_force_with_a_reason(
    console: Console, worse: int, sessions: Sessions
) -> None:
    plain = console.run("train", "promote", str(worse))
    assert isinstance(plain.exception, Conflict)
    assert str(plain.exception) == "It is not better."

    silent = console.run("train", "promote", str(worse), "--force")
    assert isinstance(silent.exception, InvalidFields)
    assert str(silent.exception).startswith("reason: ")

    console("train", "promote", str(worse), "--force", "--reason", "The board asks for it.")
    with sessions.reading() as session:
        (row,) = ranker_versions.promotions(session)
    assert (row.by, row.reason) == ("command line", "The board asks for it.")


def test_what_is_not_there_cannot_rank_and_with_nothing_before_there_is_no_way_back(
    console: Console,
) -> None:
    assert isinstance(console.run("train", "promote", "7").exception, NotFound)
    assert isinstance(console.run("train", "rollback").exception, Conflict)


def test_listings_that_are_not_indexed_yet_are_mentioned(
    console: Console, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        session.execute(update(Listing).where(Listing.id == 1).values(content_hash=""))

    assert console.run("train", "ranker").stderr == (
        "1 listings are not indexed yet and are left out.\n"
    )


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("train",), "rollback"),
        (("train", "ranker"), "--json"),
        (("train", "versions"), "newest first"),
        (("train", "promote"), "--force"),
        (("train", "rollback"), "--reason"),
    ],
    ids=str,
)
def test_every_command_explains_itself(
    console: Console, words: tuple[str, ...], named: str
) -> None:
    assert named in console(*words, "--help")


@pytest.mark.parametrize(
    "words", [("train", "dance"), ("train", "promote"), ("train", "promote", "0")], ids=str
)
def test_bad_usage_is_status_2(console: Console, words: tuple[str, ...]) -> None:
    result = console.run(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: matchmaker train" in result.stderr
