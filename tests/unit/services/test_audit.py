"""Every later change of the log is found."""

import random

import pytest
from sqlalchemy import text

from matchmaker.policies.actor import Actor
from matchmaker.services import audit
from models import AuditEvent
from models.session import Sessions
from tests.factories.listings import NOW


@pytest.fixture
def log(sessions: Sessions) -> Sessions:
    """Eight events, and a database that lets itself be tampered with."""
    with sessions.writing() as session:
        for number in range(8):
            audit.record(
                session, Actor.operator(), "test", "thing", f"T-{number}", now=NOW, details={"n": 1}
            )
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_events_no_{verb}"))
    return sessions


def _broken(sessions: Sessions, statement: str) -> int | None:
    with sessions.writing() as session:
        session.execute(text(statement))
    with sessions.reading() as session:
        return audit.verify(session).broken_id


def test_an_untouched_chain_holds_and_names_its_head(log: Sessions) -> None:
    with log.reading() as session:
        found = audit.verify(session)
        head = session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert head is not None
    assert (found.rows, found.broken_id, found.head) == (8, None, head.hash)


def test_an_empty_log_holds(sessions: Sessions) -> None:
    with sessions.reading() as session:
        assert audit.verify(session) == audit.Verification(0, None, audit.GENESIS)


@pytest.mark.parametrize(
    "column", ["at", "actor", "role", "action", "subject_type", "subject_reference", "details"]
)
def test_a_change_of_any_column_is_found_at_its_row(log: Sessions, column: str) -> None:
    values = {"at": "'2020-01-01 00:00:00.000000'", "details": """'{"n": 2}'"""}
    value = values.get(column, "'other'")
    assert _broken(log, f"UPDATE audit_events SET {column} = {value} WHERE id = 4") == 4


def test_a_row_taken_out_of_the_middle_is_found(log: Sessions) -> None:
    assert _broken(log, "DELETE FROM audit_events WHERE id = 3") == 4


def test_a_first_row_taken_out_is_found(log: Sessions) -> None:
    assert _broken(log, "DELETE FROM audit_events WHERE id = 1") == 2


def test_two_rows_exchanged_are_found(log: Sessions) -> None:
    with log.writing() as session:
        session.execute(text("UPDATE audit_events SET id = 100 WHERE id = 2"))
        session.execute(text("UPDATE audit_events SET id = 2 WHERE id = 3"))
        session.execute(text("UPDATE audit_events SET id = 3 WHERE id = 100"))
    with log.reading() as session:
        assert audit.verify(session).broken_id == 2


def test_a_rewritten_row_with_a_fitting_hash_breaks_the_next(log: Sessions) -> None:
    with log.writing() as session:
        event = session.get_one(AuditEvent, 5)
        event.actor = "somebody else"
        event.hash = audit.digest(event)
    with log.reading() as session:
        assert audit.verify(session).broken_id == 6


def test_random_tampering_is_always_found(log: Sessions) -> None:
    chance = random.Random(7)
    for _ in range(100):
        row, column = chance.randint(1, 8), chance.choice(["actor", "action", "role"])
        with log.reading() as session:
            event = session.get_one(AuditEvent, row)
            setattr(event, column, f"tampered {chance.random()}")
            session.flush()
            assert audit.verify(session).broken_id == row
