"""SQLite is opened safely, and a transaction is kept whole or not at all."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from models import AuditEvent, Organization, schema
from models.session import Sessions, open_engine
from tests.factories.listings import make_organization
from tests.quick import as_in_production


def test_a_connection_has_the_safe_pragmas(sessions: Sessions) -> None:
    with as_in_production(), sessions.reading() as session:
        found = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_error_leaves_nothing_of_a_transaction(sessions: Sessions) -> None:
    def fail_half_way() -> None:
        with sessions.writing() as session:
            make_organization(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with sessions.reading() as session:
        assert session.query(Organization).count() == 0


def test_two_writers_wait_for_one_another(sessions: Sessions) -> None:
    """Each reads a count and writes one more: with a lock from the start none is lost."""

    def add() -> None:
        for _ in range(10):
            with sessions.writing() as session:
                count = session.query(Organization).count()
                make_organization(session, name=f"number {count}")

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sessions.reading() as session:
        names = {o.name for o in session.query(Organization)}
    assert names == {f"number {n}" for n in range(40)}


def test_the_database_refuses_to_change_the_audit_log(sessions: Sessions) -> None:
    with sessions.writing() as session:
        session.execute(
            text(
                "INSERT INTO audit_events (at, actor, role, action, subject_type,"
                " subject_reference, details, previous_hash, hash)"
                " VALUES ('2026-01-01', 'a', 'r', 'x', 't', 's', '{}', 'p', 'h')"
            )
        )
    for statement in ("UPDATE audit_events SET actor = 'b'", "DELETE FROM audit_events"):
        with pytest.raises(Exception, match="append-only"), sessions.writing() as session:
            session.execute(text(statement))
    with sessions.reading() as session:
        assert session.query(AuditEvent).count() == 1


def test_every_migration_goes_up_and_down_with_rows_in_it(database: Path) -> None:
    engine = open_engine(f"sqlite:///{database}")
    sessions = Sessions(engine)
    with sessions.writing() as session:
        make_organization(session)
    schema.downgrade(engine, "0001")
    schema.upgrade(engine)
    schema.check(engine)
    with sessions.reading() as session:
        assert session.query(Organization).count() == 1
    schema.downgrade(engine, "base")
    engine.dispose()


def test_the_models_say_what_the_migrations_build(database: Path) -> None:
    engine = open_engine(f"sqlite:///{database}")
    assert schema.differences(engine) == []
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused_in_one_sentence(database: Path) -> None:
    with sqlite3.connect(database) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    engine = open_engine(f"sqlite:///{database}")
    for step in (schema.check, schema.upgrade):
        with pytest.raises(schema.SchemaError, match="newer version of matchmaker"):
            step(engine)
    engine.dispose()


def test_an_empty_database_is_told_to_be_upgraded(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(schema.SchemaError, match="matchmaker db upgrade"):
        schema.check(engine)
    engine.dispose()
