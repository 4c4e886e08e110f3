"""The rows that a reader looks for, found by seeking and not by scanning.

SQLite keeps a row's number at the end of each index. So the newest rows of one action, of one
person or of both lie side by side, and a search for several of them is a few short seeks whose
results are merged: as quick in a million rows as in a thousand.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, func, select, type_coerce, union_all
from sqlalchemy.orm import Session

from models import AuditEvent

#: More combinations of actions and people than this are filtered from the people's rows.
_MOST_SEEKS: Final = 60
#: Farther than this, in rows, no row lies from where its time would have it.
_EDGE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty says all; ``actors`` and ``actions`` are alternatives. Days are in UTC, inclusive."""

    actions: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    subject_type: str = ""
    subject: str = ""
    role: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: the rows before (older than) or after (newer than) a number."""

    before: int | None = None
    after: int | None = None


def row_ids(session: Session, wanted: Wanted, place: Place, *, most: int) -> list[int]:
    """The numbers of at most ``most`` rows next to the place, the newest first."""
    bounds = _bounds(session, wanted)
    if bounds is None:
        return []
    conditions = [*bounds, *_place(place), *_rest(wanted)]
    order = AuditEvent.id.asc() if place.after is not None else AuditEvent.id.desc()
    seeks = [
        select(AuditEvent.id).where(*seek, *conditions).order_by(order).limit(most)
        for seek in _seeks(wanted)
    ]
    found = session.scalars(_merged(seeks, ascending=place.after is not None).limit(most))
    return sorted(found, reverse=True)


def count(session: Session, wanted: Wanted, *, most: int) -> int:
    """How many rows there are, counted up to ``most``."""
    return len(row_ids(session, wanted, Place(), most=most))


def _merged(seeks: Sequence[Select[int]], *, ascending: bool) -> Select[int]:
    parts = [select(seek.subquery().c.id) for seek in seeks]
    found = union_all(*parts).subquery()
    return select(found.c.id).order_by(found.c.id.asc() if ascending else found.c.id.desc())


def _seeks(wanted: Wanted) -> list[list[ColumnElement[bool]]]:
    """The leading conditions of each seek: every one of them is an index's beginning."""
    if wanted.subject:
        return [[*_any(wanted.actors, _plain("actor")), *_any(wanted.actions, _plain("action"))]]
    if len(wanted.actors) * len(wanted.actions) > _MOST_SEEKS:
        more = _any(wanted.actions, _plain("action"))
        return [[AuditEvent.actor == actor, *more] for actor in wanted.actors]
    pairs = product(wanted.actors or (None,), wanted.actions or (None,))
    return [
        [
            *([AuditEvent.actor == actor] if actor is not None else []),
            *([AuditEvent.action == action] if action is not None else []),
        ]
        for actor, action in pairs
    ]


def _rest(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What further has to hold; the role leads a seek only where no person does."""
    rest: list[ColumnElement[bool]] = []
    if wanted.subject:
        rest.append(AuditEvent.subject_reference == wanted.subject)
    if wanted.subject_type:
        rest.append(AuditEvent.subject_type == wanted.subject_type)
    if wanted.role:
        leads = not (wanted.actors or wanted.subject)
        rest.append((AuditEvent.role if leads else _plain("role")) == wanted.role)
    if wanted.first or wanted.last:
        first, last = _days(wanted)
        rest.append(func.substr(_plain("at"), 1, 10).between(first.isoformat(), last.isoformat()))
    return rest


def _place(place: Place) -> list[ColumnElement[bool]]:
    bounds: list[ColumnElement[bool]] = []
    if place.before is not None:
        bounds.append(AuditEvent.id < place.before)
    if place.after is not None:
        bounds.append(AuditEvent.id > place.after)
    return bounds


def _bounds(session: Session, wanted: Wanted) -> list[ColumnElement[bool]] | None:
    """The numbers between which the days lie; none when nothing happened on them.

    Rows come nearly in the order of time, so that these bounds leave little to look at, and the
    rows at the two ends of the days tell them.
    """
    if not (wanted.first or wanted.last):
        return []
    first, last = _days(wanted)
    start = dt.datetime.combine(first, dt.time.min, dt.UTC)
    end = dt.datetime.combine(last, dt.time.max, dt.UTC)
    inside = select(AuditEvent.id).where(AuditEvent.at.between(start, end)).limit(_EDGE)
    opening = inside.order_by(AuditEvent.at).subquery()
    ending = inside.order_by(AuditEvent.at.desc()).subquery()
    lowest = session.scalar(select(func.min(opening.c.id)))
    highest = session.scalar(select(func.max(ending.c.id)))
    return None if lowest is None else [AuditEvent.id.between(lowest, highest)]


def _days(wanted: Wanted) -> tuple[dt.date, dt.date]:
    return wanted.first or dt.date.min, wanted.last or dt.date.max


def _any(values: Sequence[str], column: ColumnElement[str]) -> list[ColumnElement[bool]]:
    return [column.in_(values)] if values else []


def _plain(name: str) -> ColumnElement[Any]:
    """A column that no index is used for: SQLite knows no better which of two is the rarer."""
    return type_coerce(getattr(AuditEvent, name), String).concat("")
