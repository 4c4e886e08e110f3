"""The daily round: the whole chain is walked, and its head laid outside, once a day."""

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from matchmaker.jobs import audit as jobs
from matchmaker.jobs.context import Context, Work
from matchmaker.policies.actor import Actor
from matchmaker.services import audit, audit_heads
from matchmaker.services.audit_chain import GENESIS
from matchmaker.services.matching_engine import MatchingEngine
from models import AuditCheckpoint, Job
from models.session import Sessions
from tests.factories.cast import make_cast
from tests.factories.listings import NOW
from tests.functional.stories import MemoryMailer

DAY = dt.timedelta(days=1)


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        make_cast(session)
        add(session, 3)
        yield session


def add(session: Session, number: int, at: dt.datetime = NOW) -> None:
    for _ in range(number):
        audit.record(session, Actor.operator(), "test", "thing", "T-1", now=at)


def go_round(session: Session, folder: Path, at: dt.datetime = NOW) -> None:
    context = Context(
        lambda: at, MemoryMailer(), str, "", MatchingEngine(None), None, data_dir=folder
    )
    works = [Work(1, {})]
    jobs.ROUND.run(session, context, works, jobs.ROUND.prepare(session, context, works))
    session.flush()


def mails(session: Session) -> list[str]:
    query = select(Job).where(Job.kind == "send_mail").order_by(Job.id)
    return [job.payload["template"] for job in session.scalars(query)]


def head(folder: Path, day: str) -> dict[str, object]:
    return json.loads((folder / "audit-heads" / f"{day}.json").read_text())


def test_a_head_names_its_day_its_row_and_the_head_before(session, tmp_path) -> None:
    go_round(session, tmp_path)
    first = audit.verify(session).head
    add(session, 2, NOW + DAY)
    go_round(session, tmp_path, NOW + DAY)

    assert head(tmp_path, "2026-09-01") == {
        "day": "2026-09-01",
        "rows": 3,
        "head": first,
        "at": NOW.isoformat(),
        "before": None,
    }
    second = head(tmp_path, "2026-09-02")
    assert (second["rows"], second["head"]) == (5, audit.verify(session).head)
    assert second["before"] == {"day": "2026-09-01", "rows": 3, "head": first}
    assert mails(session) == ["audit_head", "audit_head"]


def test_a_second_round_of_a_day_changes_nothing_and_mails_nobody(session, tmp_path) -> None:
    go_round(session, tmp_path)
    before = head(tmp_path, "2026-09-01")
    add(session, 2)
    (tmp_path / "audit-heads" / "2026-09-01.json").unlink()

    go_round(session, tmp_path, NOW + dt.timedelta(hours=1))

    assert head(tmp_path, "2026-09-01") == before
    assert len(mails(session)) == 1
    assert len(session.scalars(select(AuditCheckpoint)).all()) == 1
    assert not list((tmp_path / "audit-heads").glob("*.part"))


def test_two_rounds_at_once_mail_once(session, tmp_path) -> None:
    context = Context(
        lambda: NOW, MemoryMailer(), str, "", MatchingEngine(None), None, data_dir=tmp_path
    )
    works = [Work(1, {})]
    both = [jobs.ROUND.prepare(session, context, works) for _ in range(2)]
    for prepared in both:
        jobs.ROUND.run(session, context, works, prepared)
    assert len(mails(session)) == 1


def test_the_round_sets_the_next_one_going(session, tmp_path) -> None:
    for _ in range(2):
        go_round(session, tmp_path)
    (following,) = session.scalars(select(Job).where(Job.kind == "audit_round"))
    assert following.run_at == dt.datetime(2026, 9, 2, 2, tzinfo=dt.UTC)


def test_a_broken_chain_has_no_head_and_the_auditors_are_told(session, tmp_path) -> None:
    tamper(session, "UPDATE audit_events SET actor = 'x' WHERE id = 2")
    go_round(session, tmp_path)

    assert not (tmp_path / "audit-heads").exists()
    assert mails(session) == ["audit_broken"]
    assert audit_heads.state(session).found.broken_id == 2
    go_round(session, tmp_path, NOW + DAY)
    assert mails(session) == ["audit_broken"] * 2


def test_a_page_walks_only_what_came_since_the_round(session, tmp_path) -> None:
    assert audit_heads.state(session).walked_at is None
    go_round(session, tmp_path)
    add(session, 2)
    tamper(session, "UPDATE audit_events SET actor = 'x' WHERE id = 1")

    found = audit_heads.state(session)
    assert (found.found.rows, found.found.broken_id, found.walked_at) == (5, None, NOW)

    go_round(session, tmp_path, NOW + DAY)  # the round walks all of it
    assert audit_heads.state(session).found.broken_id == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor = 'x' WHERE id = 5",
        "UPDATE audit_events SET actor = 'x' WHERE id = 3",
        "DELETE FROM audit_events WHERE id >= 3",
        "DELETE FROM audit_events WHERE id = 4",
    ],
)
def test_a_page_finds_what_was_done_to_the_rows_since_the_round(
    session, tmp_path, statement
) -> None:
    go_round(session, tmp_path)
    add(session, 2)
    tamper(session, statement)
    assert audit_heads.state(session).found.broken_id is not None


def test_a_page_leaves_very_many_rows_to_the_round(session, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(audit_heads, "MOST_AT_ONCE", 2)
    found = audit_heads.state(session)
    assert (found.found.rows, found.unwalked) == (2, 1)


def test_an_empty_log_has_the_first_head(sessions, tmp_path) -> None:
    with sessions.writer() as session:
        go_round(session, tmp_path)
        assert head(tmp_path, "2026-09-01")["head"] == GENESIS
        assert audit_heads.state(session).found.holds


def tamper(session: Session, statement: str) -> None:
    session.flush()
    for verb in ("update", "delete"):
        session.execute(text(f"DROP TRIGGER IF EXISTS audit_events_no_{verb}"))
    session.execute(text(statement))
    session.expire_all()
