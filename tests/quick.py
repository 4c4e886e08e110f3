"""What a test need not wait for: a template compiled again, a disk that has everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from sqlalchemy.pool import Pool


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
