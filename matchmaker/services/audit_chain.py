"""The hash chain by itself: rows, their hashes, and a walk that finds every later change.

Knows no database: a log in a table, in an exported file and in a test's list are walked alike.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

#: What the first row points back to.
GENESIS: Final = "0" * 64


class Hashed(Protocol):
    """Whatever has the fields that a row's hash covers; read only."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> dt.datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def subject_type(self) -> str: ...
    @property
    def subject_reference(self) -> str: ...
    @property
    def details(self) -> Any: ...
    @property
    def previous_hash(self) -> str: ...


class Link(NamedTuple):
    """One row of the log as plain values, in the order of the table's columns."""

    id: int
    at: dt.datetime
    actor: str
    role: str
    action: str
    subject_type: str
    subject_reference: str
    details: Any
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """What was kept outside: after ``rows`` rows the chain ended in ``head``."""

    day: dt.date
    rows: int
    head: str


@dataclass(frozen=True, slots=True)
class Verification:
    """How far the chain holds, and which heads kept outside are not in it.

    ``broken_id`` is the first row that does not fit, if any; ``rows`` and ``head`` are those up
    to the last row that was looked at.
    """

    rows: int
    broken_id: int | None
    head: str
    lost: tuple[Head, ...] = ()

    @property
    def holds(self) -> bool:
        return self.broken_id is None and not self.lost


def digest(row: Hashed) -> str:
    """SHA-256 over the canonical JSON of every field but the hash itself."""
    content = [
        row.id,
        row.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        row.actor,
        row.role,
        row.action,
        row.subject_type,
        row.subject_reference,
        row.details,
        row.previous_hash,
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # a lone surrogate can be tampered into a database, and must not stop the walk
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def walk(
    links: Iterable[Link], *, rows: int = 0, head: str = GENESIS, heads: Iterable[Head] = ()
) -> Verification:
    """Every link against the one before it, from the row after ``rows``; memory stays constant.

    Each of ``heads`` must be met at its row number: a log whose end is cut off, or that was
    written anew with fitting hashes, does not hold it.
    """
    wanted: dict[int, list[Head]] = {}
    for kept in heads:
        wanted.setdefault(kept.rows, []).append(kept)
    lost = [kept for kept in wanted.pop(rows, ()) if kept.head != head]
    for link in links:
        if not _fits(link, rows, head):
            return Verification(rows + 1, link.id, head, tuple(lost))
        rows, head = link.id, link.hash
        lost += [kept for kept in wanted.pop(rows, ()) if kept.head != head]
    lost += [kept for number in sorted(wanted) for kept in wanted[number]]
    return Verification(rows, None, head, tuple(lost))


def _fits(link: Link, rows: int, head: str) -> bool:
    is_next = link.id == rows + 1 and link.previous_hash == head
    return is_next and bool(link.hash) and link.hash == digest(link)
