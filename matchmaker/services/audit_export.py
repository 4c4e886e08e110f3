"""The audit log as JSON lines, and such a file read again without a database."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.errors import MatchmakerError
from matchmaker.services import audit
from matchmaker.services.audit_chain import Head, Link, Verification, walk
from models import AuditEvent


class ExportUnreadable(MatchmakerError):
    """A line of the file is no row of an audit log."""


def lines(session: Session, since: dt.date | None = None) -> Iterator[str]:
    """Every row from the first one of the day on, the hashes included; oldest first."""
    for link in audit.links(session, after=_last_before(session, since) if since else 0):
        fields = {**link._asdict(), "at": link.at.isoformat(timespec="microseconds")}
        yield json.dumps(fields, ensure_ascii=False)


def _last_before(session: Session, day: dt.date) -> int:
    """The row before the first one of the day: what follows is one unbroken part of the chain."""
    start = dt.datetime.combine(day, dt.time.min, dt.UTC)
    first = session.scalar(select(func.min(AuditEvent.id)).where(AuditEvent.at >= start))
    newest = session.scalar(select(func.max(AuditEvent.id))) or 0
    return newest if first is None else first - 1


def verify_file(path: Path, heads: list[Head]) -> Verification:
    """The rows of an exported file against one another, and the heads of the rows that it holds.

    A file that begins later is believed about what came before its first row; only a head that
    was kept of that row, or of a later one, binds it.
    """
    read = _links(path)
    first = next(read, None)
    if first is None:
        return walk((), heads=heads)
    start = first.id - 1
    found = walk(
        _with(first, read),
        rows=start,
        head=first.previous_hash,
        heads=[head for head in heads if head.rows >= start],
    )
    if start == 0:  # a whole log begins with the first row's own sign
        return found if first.previous_hash == audit.GENESIS else Verification(1, 1, audit.GENESIS)
    return found


def _with(first: Link, others: Iterator[Link]) -> Iterator[Link]:
    yield first
    yield from others


def _links(path: Path) -> Iterator[Link]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                fields = json.loads(line)
                at = dt.datetime.fromisoformat(fields.pop("at"))
                link = Link(at=at, **fields)
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                raise ExportUnreadable(f"Line {number} of {path} is no row of a log.") from error
            if type(link.id) is not int or at.tzinfo is None:
                raise ExportUnreadable(f"Line {number} of {path} is no row of a log.")
            yield link
