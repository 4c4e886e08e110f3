"""Engines and sessions: SQLite made safe, and one place that commits."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

BUSY_TIMEOUT_MS = 10_000
_WRITE = {"immediate": True}
_CHANGES = "rows changed before this transaction"


def open_engine(url: str) -> Engine:
    """An engine for ``url``. SQLite gets WAL, FULL synchronous, foreign keys and BEGIN IMMEDIATE.

    A writer takes SQLite's lock when its transaction begins, not at its first statement: two
    writers then wait for one another instead of one failing half-way.
    """
    parsed = make_url(url)
    engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # pysqlite's own BEGIN comes too late; ours is below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options: Any = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN")
    connection.info[_CHANGES] = _raw(connection).total_changes


def has_written(session: Session) -> bool:
    """Whether the session's transaction has changed a row: what it sees may never be committed."""
    connection = session.connection()
    return bool(_raw(connection).total_changes != connection.info[_CHANGES])


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)


class Sessions:
    """Makes sessions for one database. The only holder of ``commit`` below the edges."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._make = sessionmaker(engine, expire_on_commit=False)

    def reader(self) -> Session:
        """A session that only reads; close it when done."""
        return self._make()

    def writer(self) -> Session:
        """A session that holds the write lock from its first statement; the edge commits it."""
        session = self._make()
        session.connection(execution_options=_WRITE)
        return session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error."""
        with self.writer() as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view; nothing that it changes is kept."""
        with self.reader() as session:
            yield session
