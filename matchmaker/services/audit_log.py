"""Reading the audit log: sentences in plain words, newest first, page by page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import audit_people, audit_query
from matchmaker.services.audit_details import notes_of
from matchmaker.services.audit_query import Place, Wanted
from matchmaker.services.audit_words import GROUPS, actions_of, sentence_of
from models import AuditEvent

PER_PAGE: Final = 50
COUNTED: Final = 1_000
STORY: Final = 500
DOWNLOAD: Final = 10_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader has asked for, as it was written; days are days in UTC."""

    action: str = ""  # a group, or one action
    subject: str = ""
    person: str = ""
    role: str = ""
    organization: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: ``words`` with ``who`` and ``subject`` are a sentence, ``notes`` its details."""

    id: int
    at: dt.datetime
    who: str
    words: str
    subject: str
    notes: tuple[str, ...]
    role: str
    action: str
    subject_type: str
    subject_reference: str
    hash: str

    @property
    def sentence(self) -> str:
        notes = f" ({'; '.join(self.notes)})" if self.notes else ""
        told = self.words % {"who": self.who, "subject": self.subject}
        return f"{told}{notes}."


@dataclass(frozen=True, slots=True)
class LogPage:
    """``total`` is counted up to ``COUNTED``, more has ``is_more``; places are row numbers."""

    entries: tuple[Entry, ...] = ()
    total: int = 0
    older: int | None = None
    newer: int | None = None
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def is_more(self) -> bool:
        return self.total > COUNTED


def read(session: Session, reader: Actor, filters: Filters, place: Place | None = None) -> LogPage:
    """One page of the events that the filters ask for; ``problems`` name a filter that cannot."""
    place = place or Place()
    wanted, problems = _wanted(session, reader, filters)
    if wanted is None:
        return LogPage(problems=problems)
    ids = audit_query.row_ids(session, wanted, place, most=PER_PAGE + 1)
    is_more = len(ids) > PER_PAGE
    backwards = place.after is not None
    ids = (ids[-PER_PAGE:] if backwards else ids[:PER_PAGE]) if is_more else ids
    has_older = bool(ids) and (is_more or backwards)
    has_newer = bool(ids) and (is_more if backwards else place.before is not None)
    return LogPage(
        _entries(session, reader, ids),
        audit_query.count(session, wanted, most=COUNTED + 1),
        older=ids[-1] if has_older else None,
        newer=ids[0] if has_newer else None,
    )


def rows(session: Session, reader: Actor, filters: Filters) -> tuple[tuple[Entry, ...], bool]:
    """The newest events of a download, and whether there are more than it holds."""
    wanted, _problems = _wanted(session, reader, filters)
    if wanted is None:
        return (), False
    ids = audit_query.row_ids(session, wanted, Place(), most=DOWNLOAD + 1)
    return _entries(session, reader, ids[:DOWNLOAD]), len(ids) > DOWNLOAD


def story(session: Session, reader: Actor, subject_type: str, reference: str) -> tuple[Entry, ...]:
    """Everything that happened to one thing, oldest first; the newest only of very much."""
    wanted = Wanted(subject_type=subject_type, subject=reference)
    ids = audit_query.row_ids(session, wanted, Place(), most=STORY)
    return _entries(session, reader, ids)[::-1]


def latest(session: Session, reader: Actor, limit: int) -> tuple[Entry, ...]:
    """The newest events."""
    ids = audit_query.row_ids(session, Wanted(), Place(), most=limit)
    return _entries(session, reader, ids)


def _wanted(
    session: Session, reader: Actor, filters: Filters
) -> tuple[Wanted | None, dict[str, str]]:
    """What to look for, or why it cannot be looked for."""
    problems = {}
    people: set[str] = set()
    if filters.person:
        people = set(audit_people.find(session, reader, filters.person))
        if not people:
            problems["person"] = "nobody of this name, address or number is known to you"
    if filters.organization:
        members = set(audit_people.of_organization(session, reader, filters.organization))
        people = people & members if filters.person else members
        if not members:
            problems["organization"] = "no organization of this name or reference has people"
        elif not people and not problems:
            problems["person"] = "is not of this organization"
    if filters.first and filters.last and filters.last < filters.first:
        problems["last"] = "must not be before the first day"
    if problems:
        return None, problems
    action = filters.action
    actions = actions_of(action) if action in GROUPS else (action,) if action else ()
    wanted = Wanted(
        actions=actions,
        actors=tuple(sorted(people)),
        subject=filters.subject,
        role=filters.role,
        first=filters.first,
        last=filters.last,
    )
    return wanted, {}


def _entries(session: Session, reader: Actor, ids: Sequence[int]) -> tuple[Entry, ...]:
    query = select(AuditEvent).where(AuditEvent.id.in_(ids)).order_by(AuditEvent.id.desc())
    events = session.scalars(query).all() if ids else []
    pseudonyms = {event.actor for event in events}
    pseudonyms |= {e.subject_reference for e in events if e.subject_type == "user"}
    names = audit_people.names(session, reader, pseudonyms)
    closed = audit_people.is_closed_to(reader)
    return tuple(_entry(event, names, closed=closed) for event in events)


def _entry(event: AuditEvent, names: dict[str, str], *, closed: bool) -> Entry:
    words = sentence_of(event.action)
    return Entry(
        id=event.id,
        at=event.at,
        who=names[event.actor],
        words=words,
        subject=_subject(event, names) if "%(subject)s" in words else "",
        notes=notes_of(event.details, closed=closed),
        role=event.role,
        action=event.action,
        subject_type=event.subject_type,
        subject_reference=event.subject_reference,
        hash=event.hash,
    )


def _subject(event: AuditEvent, names: dict[str, str]) -> str:
    if event.subject_type == "user":
        name = names[event.subject_reference]
        return name if name[:2] != "A " else name[0].lower() + name[1:]
    if event.subject_type in ("ranking", "import"):
        return event.subject_reference
    return f"{event.subject_type.replace('_', ' ')} {event.subject_reference}"
