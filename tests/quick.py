"""What a test need not wait for: a disk that has everything, and what was compiled before.

Each test has its own application and its own engine, which know nothing of those before them: half
of the suite's time went into compiling the same templates, statements and addresses again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any, Final

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import Pool
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

#: Statements of all engines of this process.
_STATEMENTS: Final = LRUCache[Any, Any](4_000)
_BUILDERS: Final[dict[tuple[object, ...], Any]] = {}
_compile_builder: Final = Rule._compile_builder


class CompiledOnce(BytecodeCache):
    """Templates compiled once a process; every application of a test would compile its own."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


def be_quick() -> None:
    """For this process. One that a test starts and kills writes to the disk as in production."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledOnce()}
    event.listen(Pool, "checkout", _do_not_synchronize)
    _share_statements()
    Rule._compile_builder = _builder_compiled_once  # type: ignore[assignment, method-assign]


def _share_statements() -> None:
    """Dialects are the same for what they compile; SQLAlchemy compares them by identity."""
    SQLiteDialect_pysqlite.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    SQLiteDialect_pysqlite.__eq__ = (  # type: ignore[method-assign]
        lambda self, other: type(self) is type(other)
    )
    event.listen(Engine, "engine_connect", _use_shared_statements)


def _use_shared_statements(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_STATEMENTS)


def _builder_compiled_once(rule: Rule, append_unknown: bool = True) -> Any:
    """What makes an address hangs on the pattern alone; its function is bound to a rule later."""
    key = rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown
    if key not in _BUILDERS:
        _BUILDERS[key] = _compile_builder(rule, append_unknown)
    return _BUILDERS[key]


@contextmanager
def as_in_production() -> Iterator[None]:
    """Connections that are made within wait for the disk."""
    event.remove(Pool, "checkout", _do_not_synchronize)
    try:
        yield
    finally:
        event.listen(Pool, "checkout", _do_not_synchronize)


def _do_not_synchronize(connection: Any, record: Any, proxy: object) -> None:
    """Once a connection: no test lives through a loss of power, so none waits for the disk."""
    if type(connection).__module__ == "sqlite3" and "quick" not in record.info:
        connection.execute("PRAGMA synchronous = OFF")
        record.info["quick"] = True
