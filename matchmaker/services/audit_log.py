"""Reading the audit log page by page, newest first."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import AuditEvent

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader looks for; ``subject`` is a reference, ``day`` a day in UTC."""

    action: str = ""
    subject: str = ""
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in a form that a page can show; ``details`` are ``(name, text)`` pairs."""

    id: int
    at: dt.datetime
    actor: str
    role: str
    action: str
    subject_type: str
    subject_reference: str
    details: tuple[tuple[str, str], ...]
    hash: str


@dataclass(frozen=True, slots=True)
class LogPage:
    entries: tuple[Entry, ...]
    total: int
    page: int
    pages: int


def read(session: Session, filters: Filters, *, page: int = 1) -> LogPage:
    """One page of the events that the filters ask for; a page out of range is the nearest."""
    total = session.scalar(_filtered(select(func.count(AuditEvent.id)), filters)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    query = _filtered(select(AuditEvent), filters).order_by(AuditEvent.id.desc())
    events = session.scalars(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return LogPage(tuple(_entry(event) for event in events), total, page, pages)


def latest(session: Session, limit: int) -> tuple[Entry, ...]:
    """The newest events."""
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    return tuple(_entry(event) for event in session.scalars(query))


def actions(session: Session) -> list[str]:
    """Every action that the log holds, in the order of the alphabet."""
    query = select(AuditEvent.action).distinct().order_by(AuditEvent.action)
    return list(session.scalars(query))


def _filtered(query: Select[Any], filters: Filters) -> Select[Any]:
    if filters.action:
        query = query.where(AuditEvent.action == filters.action)
    if filters.subject:
        query = query.where(AuditEvent.subject_reference == filters.subject)
    if filters.day:
        first = dt.datetime.combine(filters.day, dt.time.min, dt.UTC)
        last = dt.datetime.combine(filters.day, dt.time.max, dt.UTC)
        query = query.where(AuditEvent.at.between(first, last))
    return query


def _entry(event: AuditEvent) -> Entry:
    return Entry(
        id=event.id,
        at=event.at,
        actor=event.actor,
        role=event.role,
        action=event.action,
        subject_type=event.subject_type,
        subject_reference=event.subject_reference,
        details=tuple((name.replace("_", " "), _text(v)) for name, v in event.details.items()),
        hash=event.hash,
    )


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
