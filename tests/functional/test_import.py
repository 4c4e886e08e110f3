"""The operator imports files at the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaker.cli.context import Operator
from matchmaker.cli.import_ import import_
from matchmaker.config import Config
from matchmaker.errors import MatchmakerError
from models.listing import Listing
from tests.conftest import DATA
from tests.factories.listings import NOW, make_organization

HEADER = "kind,title,teaser,sectors,collaborations,type,trl\n"


class OperatorAtNoon(Operator):
    """The operator of the fixed clock."""

    def now(self):
        return NOW


@pytest.fixture
def matchmaker(database, tmp_path, sessions):
    """``matchmaker import …`` over the test's database, in which one member exists."""
    with sessions.writing() as session:
        make_organization(session, name="Example Steel AB")
    config = Config(
        database_url=f"sqlite:///{database}",
        secret_key="a key for tests, as long as it has to be",
        encoder="hashing",
        data_dir=tmp_path,
    )
    operator = OperatorAtNoon(config)

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(import_, [str(word) for word in arguments], obj=operator)

    yield run
    operator.sessions.engine.dispose()


def table(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text(header + "".join(row + "\n" for row in rows))
    return path


def last_line(result: Result) -> str:
    return result.stdout.splitlines()[-1]


@pytest.mark.parametrize("kind", ["offer", "need", "capability"])
def test_a_template_is_filled_in_and_imported(matchmaker, tmp_path, kind):
    template = matchmaker("listings", "--template", kind)
    (tmp_path / "mine.csv").write_text(template.stdout)

    first = matchmaker("listings", tmp_path / "mine.csv", "--organization", "Example Steel AB")
    again = matchmaker("listings", tmp_path / "mine.csv", "--organization", "Example Steel AB")

    assert (template.exit_code, first.exit_code, again.exit_code) == (0, 0, 0)
    assert last_line(first).startswith("Rows read: 1; added: 1; updated: 0; unchanged: 0")
    assert last_line(again).startswith("Rows read: 1; added: 0; updated: 0; unchanged: 1")


def test_refused_rows_are_named_and_the_good_ones_kept(matchmaker, tmp_path):
    file = table(
        tmp_path / "a.csv",
        "offer,Slag,Slag becomes cement.,steel,licence,know_how,7",
        "offer,Heat,Heat becomes power.,steel,licence,know_how,ten",
    )

    result = matchmaker("listings", file, "--organization", "Example Steel AB")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == (
        'row 3, field trl: must be a whole number from 1 to 9, not "ten"'
    )
    assert "added: 1" in last_line(result)
    assert "refused: 1" in last_line(result)


def test_when_every_row_is_refused_the_exit_status_is_one(matchmaker, tmp_path):
    rows = [f"offer,T{n},Teaser.,steal,licence,know_how,7" for n in range(60)]
    file = table(tmp_path / "a.csv", *rows)

    result = matchmaker("listings", file, "--organization", "Example Steel AB")

    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 52
    assert "… and 10 more" in result.stdout


def test_json_gives_numbers_and_every_refusal(matchmaker, tmp_path):
    file = table(tmp_path / "a.csv", "offer,Slag,Teaser.,steel,licence,know_how,0")

    result = matchmaker("listings", file, "--organization", "Example Steel AB", "--json")

    report = json.loads(result.stdout)
    assert (report["rows_read"], report["added"], report["refused"]) == (1, 0, 1)
    assert report["refusals"][0]["field"] == "trl"


def test_what_is_wrong_with_the_whole_table_is_said_once(matchmaker, tmp_path):
    header = "kind,title,teaser,sectors,colaborations\n"
    file = table(tmp_path / "a.csv", "offer,Slag,Teaser.,steel,licence", header=header)

    result = matchmaker("listings", file, "--organization", "Example Steel AB")

    assert isinstance(result.exception, MatchmakerError)
    assert str(result.exception) == (
        "column collaborations: is required, but the file has no such column; "
        'column colaborations: unknown column; did you mean "collaborations"?'
    )


def test_the_kind_comes_from_the_row_or_the_option(matchmaker, tmp_path):
    file = tmp_path / "a.jsonl"
    row = {"title": "Fuel", "teaser": "Less gas.", "sectors": ["steel"], "problem": "Gas"}
    file.write_text(json.dumps({**row, "collaborations": ["supply"]}) + "\n")

    without = matchmaker("listings", file, "--organization", "Example Steel AB")
    with_kind = matchmaker("listings", file, "--organization", "Example Steel AB", "--kind", "need")

    assert "field kind: is required" in without.stdout
    assert with_kind.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense", "x"], "'listings', 'horizon', 'challenges', 'topics', 'steel-tracker'"),
        (["listings"], "Missing argument 'PATH'"),
        (["listings", "{file}"], "Give --organization"),
        (["listings", "{kindless}", "--organization", "Example Steel AB"], "Give --kind"),
        (["topics", "{file}", "--kind", "offer"], "know their kind"),
        (["topics", "{file}", "--limit", "0"], "not in the range"),
    ],
)
def test_bad_usage_is_explained_with_status_two(matchmaker, tmp_path, arguments, message):
    file = table(tmp_path / "a.csv", "offer,Slag,Teaser.,steel,licence,know_how,7")
    kindless = table(tmp_path / "b.csv", "Slag", header="title\n")

    result = matchmaker(*(word.format(file=file, kindless=kindless) for word in arguments))

    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["listings", "nothing.csv"], "nothing.csv does not exist"),
        (["listings", "{file}", "--organization", "Nobody"], 'reference or name "Nobody"'),
    ],
)
def test_what_cannot_be_read_is_one_sentence(matchmaker, tmp_path, arguments, message):
    file = table(tmp_path / "a.csv", "offer,Slag,Teaser.,steel,licence,know_how,7")

    result = matchmaker(*(word.format(file=file) for word in arguments))

    assert result.exit_code == 1
    assert isinstance(result.exception, MatchmakerError)
    assert message in str(result.exception)


@pytest.mark.data
@pytest.mark.parametrize("name", ["horizon", "topics"])
def test_a_dry_run_with_a_limit_reads_real_rows_and_keeps_none(matchmaker, sessions, name):
    folder = DATA / {"horizon": "horizon_projects", "topics": "eu_open_topics"}[name]
    if not folder.is_dir():
        pytest.skip(f"real data is not at {folder}")

    result = matchmaker(name, folder, "--limit", "5", "--dry-run")

    assert last_line(result).startswith("Dry run, nothing kept. Rows read: 5; added: 5;")
    with sessions.reading() as session:
        assert session.query(Listing).count() == 0
