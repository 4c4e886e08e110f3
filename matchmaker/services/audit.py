"""The audit log: append, verify, read. Each row's hash covers the row before it."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from models import AuditEvent

#: What the first row points back to.
GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Verification:
    """How far the chain holds. ``broken_id`` is the first row that does not fit, if any."""

    rows: int
    broken_id: int | None
    head: str


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


def digest(event: AuditEvent) -> str:
    """SHA-256 over the canonical JSON of every field but the hash itself."""
    content = [
        event.id,
        event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        event.actor,
        event.role,
        event.action,
        event.subject_type,
        event.subject_reference,
        event.details,
        event.previous_hash,
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify(session: Session) -> Verification:
    """Walk the whole chain from the first row; memory stays constant."""
    previous, rows = GENESIS, 0
    query = select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=1_000)
    for event in session.scalars(query):
        rows += 1
        if event.id != rows or event.previous_hash != previous or event.hash != digest(event):
            return Verification(rows, event.id, previous)
        previous = event.hash
        session.expunge(event)
    return Verification(rows, None, previous)


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
