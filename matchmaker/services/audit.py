"""The audit log: append, verify, read. Each row's hash covers the row before it."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Row, String, select, type_coerce
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services.audit_chain import GENESIS, Head, Link, Verification, digest, walk
from models import AuditEvent

__all__ = ["GENESIS", "Verification", "digest", "links", "record", "trail", "verify"]

#: As SQLite keeps them: what was tampered into a row may be no time and no JSON at all.
_STORED: Final = [
    type_coerce(getattr(AuditEvent, name), String).label(name)
    if name in ("at", "details")
    else getattr(AuditEvent, name)
    for name in Link._fields
]
_AT_ONCE: Final = 2_000
_NO_TIME: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject_type: str,
    subject_reference: str,
    *,
    now: dt.datetime,
    details: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Append one event to the chain, in the caller's transaction.

    The writer's lock makes reading the head and adding to it one step; the unique hash and the
    primary key catch a database that is not so strict.
    """
    session.flush()
    head = session.execute(
        select(AuditEvent.id, AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
    ).one_or_none()
    event = AuditEvent(
        id=(head.id if head else 0) + 1,
        at=now,
        actor=actor.name_in_log,
        role=actor.role_in_log,
        action=action,
        subject_type=subject_type,
        subject_reference=subject_reference,
        details=dict(details or {}),
        previous_hash=head.hash if head else GENESIS,
    )
    event.hash = digest(event)
    session.add(event)
    session.flush()
    return event


def links(session: Session, *, after: int = 0, limit: int | None = None) -> Iterator[Link]:
    """The rows behind number ``after`` as plain values, oldest first, a few thousand at a time."""
    query = (
        select(*_STORED)
        .where(AuditEvent.id > after)
        .order_by(AuditEvent.id)
        .limit(limit)
        .execution_options(yield_per=_AT_ONCE)
    )
    return map(_link, session.execute(query))


def _link(row: Row[Any]) -> Link:
    """The row's values; one that cannot be read has no hash that would fit it."""
    try:
        at = dt.datetime.fromisoformat(row.at).replace(tzinfo=dt.UTC)
        details = json.loads(row.details)
        "".join((*row[2:7], *row[8:]))  # a blob among the texts is a change as well
    except (ValueError, TypeError):
        return Link(row.id, _NO_TIME, "", "", "", "", "", None, "", "")
    return Link._make((row.id, at, *row[2:7], details, *row[8:]))


def verify(session: Session, heads: Iterable[Head] = ()) -> Verification:
    """Walk the whole chain from the first row, and meet each head that was kept outside."""
    stranger = session.scalar(select(AuditEvent.id).where(AuditEvent.id < 1).limit(1))
    if stranger is not None:
        return Verification(1, stranger, GENESIS)
    return walk(links(session), heads=heads)


def trail(session: Session, subject_type: str, subject_reference: str) -> list[AuditEvent]:
    """Everything that happened to one thing, oldest first."""
    query = (
        select(AuditEvent)
        .where(
            AuditEvent.subject_type == subject_type,
            AuditEvent.subject_reference == subject_reference,
        )
        .order_by(AuditEvent.id)
    )
    return list(session.scalars(query))
