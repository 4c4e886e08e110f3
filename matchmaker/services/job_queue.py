"""The job table: work is added in the transaction of its cause, and claimed under a lease."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from models import Job

LEASE: Final = dt.timedelta(minutes=5)
MAX_ATTEMPTS: Final = 5
_RETRY_BASE: Final = dt.timedelta(seconds=10)


def enqueue(
    session: Session,
    kind: str,
    *,
    payload: Mapping[str, Any],
    now: dt.datetime,
    key: str = "",
    run_at: dt.datetime | None = None,
) -> Job | None:
    """Add work to be done after the caller's commit. ``payload`` holds ids only.

    With a ``key``, equal work that still waits is not added again and ``None`` comes back.
    """
    if key and _waits_already(session, key):
        return None
    job = Job(kind=kind, key=key, payload=dict(payload), run_at=run_at or now, created_at=now)
    session.add(job)
    session.flush()
    return job


def claim(session: Session, *, now: dt.datetime, limits: Mapping[str, int]) -> list[Job]:
    """Take the oldest work that is due, and as much more of its kind as ``limits`` allows.

    A job whose lease ran out belongs to a worker that died, and is taken again; one that has
    outlived its attempts killed each of them, and is given up.
    """
    _give_up(session, now)
    ready = select(Job).where(_due(now), Job.kind.in_(limits)).order_by(Job.run_at, Job.id)
    first = session.scalars(ready.limit(1)).first()
    if first is None:
        return []
    jobs = list(session.scalars(ready.where(Job.kind == first.kind).limit(limits[first.kind])))
    for job in jobs:
        job.state, job.lease_until, job.attempts = "running", now + LEASE, job.attempts + 1
    session.flush()
    return jobs


def _give_up(session: Session, now: dt.datetime) -> None:
    spent = (Job.state == "running") & (Job.lease_until < now) & (Job.attempts >= MAX_ATTEMPTS)
    session.execute(
        update(Job)
        .where(spent)
        .values(
            state="failed",
            finished_at=now,
            lease_until=None,
            last_error="the worker died each time",
        )
    )


def count_due(session: Session, *, now: dt.datetime, kinds: Iterable[str]) -> int:
    """How much work there is to claim; only reads, so that an idle worker locks nobody out."""
    query = select(func.count()).select_from(Job).where(_due(now), Job.kind.in_(list(kinds)))
    return session.scalar(query) or 0


def _due(now: dt.datetime) -> ColumnElement[bool]:
    return or_(
        (Job.state == "waiting") & (Job.run_at <= now),
        (Job.state == "running") & (Job.lease_until < now),
    )


def finish(session: Session, ids: list[int], *, now: dt.datetime) -> None:
    """Mark work as done; in the transaction of what it did."""
    session.execute(
        update(Job)
        .where(Job.id.in_(ids))
        .values(state="done", finished_at=now, lease_until=None, last_error="")
    )


def fail(session: Session, ids: list[int], *, error: str, now: dt.datetime) -> None:
    """Put work back with a growing pause; after the last attempt it stays as failed."""
    for job in session.scalars(select(Job).where(Job.id.in_(ids))):
        job.last_error, job.lease_until = error[:2_000], None
        if job.key and _waits_already(session, job.key):
            job.state, job.finished_at = "done", now  # newer equal work will do it
        elif job.attempts >= MAX_ATTEMPTS:
            job.state, job.finished_at = "failed", now
        else:
            job.state, job.run_at = "waiting", now + _RETRY_BASE * 2**job.attempts
    session.flush()


def _waits_already(session: Session, key: str) -> bool:
    query = select(Job.id).where(Job.state == "waiting", Job.key == key)
    return session.scalar(query) is not None


def waiting(session: Session) -> dict[str, int]:
    """How many jobs of each state there are, done ones left out."""
    query = select(Job.state, func.count()).where(Job.state != "done").group_by(Job.state)
    return {row[0]: row[1] for row in session.execute(query)}


def is_due(session: Session, kind: str, *, now: dt.datetime) -> bool:
    """Whether work of this kind is being done or is next to be."""
    query = select(Job.id).where(
        Job.kind == kind,
        or_(Job.state == "running", (Job.state == "waiting") & (Job.run_at <= now)),
    )
    return session.scalar(query.limit(1)) is not None
