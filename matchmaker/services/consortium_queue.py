"""Which needs wait for new consortia: one job holds them all, however many changes there were."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import job_queue
from matchmaker.services.matching import MatchPlan
from matchmaker.services.vectors import chunked
from models import Consortium, ConsortiumMember, Job, Need

KIND: Final = "propose_consortia"


def after_matching(session: Session, plan: MatchPlan, *, now: dt.datetime) -> None:
    """Queue the needs whose lists hold something new, and those that lost a member."""
    matched = set(plan.matched)
    changed = [
        key
        for key, entries in plan.lists.items()
        if key in matched or any(entry.counterpart_id in matched for entry in entries)
    ]
    gone = [key for key, entries in plan.lists.items() if not entries]
    add(session, [*_needs(session, changed), *_around(session, {*matched, *gone})], now=now)


def add(session: Session, need_ids: Collection[int], *, now: dt.datetime) -> None:
    """Into the job that waits already, where there is one."""
    if not need_ids:
        return
    waiting = select(Job).where(Job.kind == KIND, Job.state == "waiting").order_by(Job.id).limit(1)
    job = session.scalars(waiting).one_or_none()
    if job is None:
        payload = {"need_ids": sorted(set(need_ids))}
        job_queue.enqueue(session, KIND, payload=payload, now=now)
        return
    job.payload = {"need_ids": sorted({*job.payload["need_ids"], *need_ids})}
    session.flush()


def _needs(session: Session, keys: Sequence[int]) -> list[int]:
    return [
        need
        for chunk in chunked(keys)
        for need in session.scalars(
            select(Need.__table__.c.id).where(Need.__table__.c.id.in_(chunk))
        )
    ]


def _around(session: Session, keys: Collection[int]) -> list[int]:
    """The needs that have one of these in a proposal, or are among them and have any."""
    found: set[int] = set()
    for chunk in chunked(sorted(keys)):
        joined = select(ConsortiumMember.consortium_id).where(
            ConsortiumMember.listing_id.in_(chunk)
        )
        touched = Consortium.need_id.in_(chunk) | Consortium.id.in_(joined)
        found.update(session.scalars(select(Consortium.need_id).where(touched)))
    return sorted(found)
