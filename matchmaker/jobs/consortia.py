"""Consortia after the matches of needs have changed, a few needs at a time."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import consortium_queue
from matchmaker.services.consortium_planning import ConsortiumPlan, plan_consortia
from matchmaker.services.consortium_storage import write_consortia

_AT_ONCE: Final = 16  # needs; other work takes its turn before the next


def _plan(session: Session, context: Context, works: Sequence[Work]) -> ConsortiumPlan:
    needs = works[0].payload["need_ids"][:_AT_ONCE]
    return plan_consortia(session, context.engine, context.encoder, needs, now=context.clock())


def _write(session: Session, context: Context, works: Sequence[Work], plan: ConsortiumPlan) -> None:
    write_consortia(session, plan)
    rest = works[0].payload["need_ids"][_AT_ONCE:]
    consortium_queue.add(session, rest, now=context.clock())


PROPOSE: Final = Handler(_write, _plan)
