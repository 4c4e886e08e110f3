"""The operator's commands, from the entry that ``matchmaker`` starts."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select, text

from matchmaker.errors import Conflict, NotFound
from matchmaker.importers import demonstration
from matchmaker.services import audit, job_queue
from matchmaker.services.demo import is_loaded
from matchmaker.services.listings import review
from matchmaker.services.sign_in import actor_of
from models import Job, Listing, Match, Organization, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.exchange import Exchange, make_exchange
from tests.factories.listings import NOW, make_need, make_organization
from tests.functional.console import Console
from tests.helpers import PASSWORD, Browser

ALWAYS = dt.date(2999, 12, 31)  # the commands go by the real clock


@pytest.fixture
def console(database: Path) -> Console:
    return Console(database.parent)


@pytest.fixture
def kiln_works(sessions: Sessions) -> Organization:
    with sessions.writing() as session:
        return make_organization(session, name="Kiln Works")


@pytest.fixture
def exchange(sessions: Sessions) -> Exchange:
    """Published listings that no worker has come to yet."""
    with sessions.writing() as session:
        made = make_exchange(session, needs=6, offers=6, capabilities=3)
        for listing in made.all:
            listing.valid_until = ALWAYS
    return made


def add(console: Console, *more: str, stdin: str = "", **changed: str) -> Result:
    given = {
        "email": "nia@example.org",
        "name": "Nia New",
        "organization": "Kiln Works",
        "role": "representative",
    }
    options = [word for name, value in (given | changed).items() for word in (f"--{name}", value)]
    return console.run("users", "add", *options, *more, stdin=stdin)


# db


def test_a_database_is_made_once_and_then_left_alone(tmp_path: Path) -> None:
    console = Console(tmp_path / "not" / "there yet")
    assert console("db", "upgrade").startswith("The database is at version ")
    assert console("db", "upgrade") == ""


# users


# audit


def test_a_chain_that_holds_is_said_with_its_head(
    console: Console, kiln_works: Organization, sessions: Sessions
) -> None:
    add(console)
    with sessions.reading() as session:
        head = audit.verify(session).head
    assert console("audit", "verify") == f"The chain holds over 1 rows; its head is {head}.\n"
    found = json.loads(console("audit", "verify", "--json"))
    assert found == {"rows": 1, "broken": None, "head": head, "heads": 0, "lost": []}


def test_a_chain_that_is_broken_is_said_with_its_row(
    console: Console, kiln_works: Organization, sessions: Sessions
) -> None:
    for number in range(3):
        add(console, email=f"user{number}@example.org")
    with sessions.writing() as session:
        for name in _guards(session.connection()):
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE audit_events SET action = 'forged' WHERE id = 2"))
    result = console.run("audit", "verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "The chain is broken at row 2.\n"
    result = console.run("audit", "verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["broken"] == 2


def _guards(connection) -> Iterator[str]:
    """What keeps the log append-only; somebody with the file in hand removes it first."""
    yield from connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_events'")
    ).scalars()


# demo


def test_the_demonstration_is_loaded_once(console: Console, sessions: Sessions) -> None:
    said = console("demo", "load", "--if-empty")
    assert " organizations, " in said
    assert said.endswith(" listings are loaded.\n")
    assert console("demo", "load", "--if-empty") == ""
    again = console.run("demo", "load")
    assert again.exit_code == 1
    assert isinstance(again.exception, Conflict)
    assert str(again.exception) == "The demonstration network is loaded already."
    with sessions.reading() as session:
        assert is_loaded(session)


def test_the_demonstration_does_not_take_an_empty_password(console: Console) -> None:
    result = console.run("demo", "load", "--password-stdin", stdin="\n")

    assert result.exit_code == 1
    assert "standard input holds no password; give it on one line" in result.output
    assert " organizations, " in console("demo", "load")


def test_the_sign_ins_of_the_demonstration_are_its_users(
    console: Console, sessions: Sessions, browser: Callable[[], Browser]
) -> None:
    console("demo", "load", "--password-stdin", stdin=f"{PASSWORD}\n")
    emails = [line.split()[0] for line in console("demo", "sign-ins").splitlines()]
    assert len(emails) == len(demonstration.SIGN_INS)
    with sessions.reading() as session:
        found = session.scalars(select(User.email).where(User.email.in_(emails))).all()
    assert sorted(found) == sorted(emails)
    assert browser().sign_in(emails[0]).get("/account").url == "/account"


# work


@pytest.fixture
def submitted(sessions: Sessions, cast: Cast) -> Listing:
    """A need that the secretariat has just published: to be indexed, and told to its owner."""
    with sessions.writing() as session:
        officer = actor_of(session.get_one(User, cast.officer.id))
        owner = session.get_one(Organization, cast.need.organization_id)
        for each in session.scalars(select(Listing)):
            each.valid_until = ALWAYS
            job_queue.enqueue(session, "index_listing", payload={"listing_id": each.id}, now=NOW)
        need = make_need(
            session,
            owner,
            title="Bacteria for carbon monoxide",
            teaser="Who turns the carbon monoxide of a furnace into ethanol?",
            state="submitted",
            valid_until=ALWAYS,
        )
        return review(session, officer, need, "publish", version=need.version, now=NOW)


def test_a_published_listing_is_indexed_matched_and_told_once(
    console: Console, submitted: Listing, cast: Cast, sessions: Sessions
) -> None:
    outbox = Path(console.settings["DATA_DIR"]) / "outbox"
    first = console.run("work", "--once")
    assert first.exit_code == 0
    assert first.stdout.endswith(" jobs done.\n")
    assert first.stderr == ""
    (mail,) = (file for file in outbox.iterdir() if cast.asker.email in file.read_text())
    (head,) = (file for file in outbox.iterdir() if cast.auditor.email in file.read_text())
    assert _found(sessions, submitted) == [cast.offer.id]

    assert console("work", "--once") == "0 jobs done.\n"
    assert set(outbox.iterdir()) == {mail, head}
    assert _found(sessions, submitted) == [cast.offer.id]


def test_without_a_model_the_work_goes_on_by_words_alone_and_says_so(
    console: Console,
    submitted: Listing,
    cast: Cast,
    sessions: Sessions,
    sign_in: Callable[[User], Browser],
) -> None:
    console.settings["ENCODER"] = "/nonexistent"
    result = console.run("work", "--once")
    assert result.exit_code == 0
    assert result.stderr == (
        "No sentence-transformers model could be loaded from /nonexistent. "
        "Matching by words alone until then.\n"
    )
    assert _found(sessions, submitted) == [cast.offer.id]
    page = sign_in(cast.asker).get(f"/listings/{submitted.reference}/matches")
    assert "Gas fermentation to ethanol" in page.text
    assert "The language model is not loaded at present" in page.text


def test_a_model_that_is_cut_short_is_as_good_as_none(
    console: Console, submitted: Listing, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "bert"}')
    (folder / "model.safetensors").write_bytes(b"\x10\x00\x00")
    console.settings["ENCODER"] = str(folder)
    result = console.run("work", "--once")
    assert result.exit_code == 0
    assert result.stderr.startswith(f"No sentence-transformers model could be loaded from {folder}")


def _found(sessions: Sessions, listing: Listing) -> list[int]:
    with sessions.reading() as session:
        query = select(Match.counterpart_id).where(Match.listing_id == listing.id)
        assert session.scalars(select(Job).where(Job.state == "failed")).all() == []
        return list(session.scalars(query))


# match


def test_matches_are_brought_up_to_date_and_then_rest(console: Console, exchange: Exchange) -> None:
    said = console("match", "run")
    assert said.startswith("15 listings indexed, 15 matched; ")
    again = json.loads(console("match", "run", "--json"))
    assert again == {"indexed": 0, "matched": 0, "lists": 0, "rows": 0, "encoder": again["encoder"]}
    assert again["encoder"].startswith("hashing@")
    assert json.loads(console("match", "run", "--all", "--json"))["matched"] == 15


def test_the_matches_of_a_listing_are_shown_with_their_reasons(
    console: Console, exchange: Exchange
) -> None:
    need = exchange.needs[0]
    assert console("match", "show", need.reference) == f"{need.reference} has no matches.\n"
    console("match", "run")
    rows = json.loads(console("match", "show", need.reference.lower(), "--json"))
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0]["title"].startswith("Slag ")

    (shown,) = console("match", "show", need.reference, "--limit", "1").split("\n\n")
    head, facts, *reasons = shown.splitlines()
    assert head == f"1. {rows[0]['reference']}  {rows[0]['title']}"
    assert facts.startswith(f"   {rows[0]['organization']} · ")
    assert any(line.strip().startswith("ours:") for line in reasons)


def test_an_unknown_listing_has_one_sentence(console: Console) -> None:
    result = console.run("match", "show", "N-NONE")
    assert result.exit_code == 1
    assert isinstance(result.exception, NotFound)


# help and bad usage


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((), "demo"),
        (("bench",), "web"),
        (("bench", "web"), "--users"),
        (("import",), "--template"),
        (("evaluate",), "--systems"),
        (("work",), "--once"),
        (("match", "show"), "REFERENCE"),
    ],
    ids=str,
)
def test_every_command_explains_itself(
    console: Console, words: tuple[str, ...], named: str
) -> None:
    assert named in console(*words, "--help")


@pytest.mark.parametrize(
    "words",
    [
        ("dance",),
        ("work", "--twice"),
        ("match", "show"),
        ("match", "show", "N-1", "--limit", "0"),
        ("import", "poetry", "verses.csv"),
        ("users", "add", "--email", "a@example.org"),
        ("bench", "web", "--users", "many"),
    ],
    ids=" ".join,
)
def test_bad_usage_is_status_2_and_shows_the_usage(
    console: Console, words: tuple[str, ...]
) -> None:
    result = console.run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: matchmaker" in result.stderr
