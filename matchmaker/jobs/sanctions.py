"""Comparing with the sanctions list: whoever is due, at once when asked for and every night."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import job_queue, sanctions_check, sanctions_notice
from matchmaker.services.sanctions_check import CheckPlan
from models import Organization

_DAY: Final = dt.timedelta(days=1)


def _plan(session: Session, _context: Context, _works: Sequence[Work]) -> CheckPlan | None:
    due = sanctions_check.due(session, session.scalars(select(Organization)))
    return sanctions_check.plan(session, due)


def _check(
    session: Session, context: Context, _works: Sequence[Work], found: CheckPlan | None
) -> None:
    sanctions_check.write(session, found, now=context.clock())


def _nightly(
    session: Session, context: Context, works: Sequence[Work], found: CheckPlan | None
) -> None:
    """Tonight's round: what nobody asked for, the officers' mail, and the next round."""
    _check(session, context, works, found)
    now = context.clock()
    sanctions_notice.tell_officers(session, now=now)
    job_queue.enqueue(
        session,
        "check_sanctions_nightly",
        key="check_sanctions_nightly",
        payload={},
        now=now,
        run_at=(now + _DAY).replace(hour=5, minute=0, second=0, microsecond=0),
    )


CHECK: Final = Handler(_check, _plan)
NIGHTLY: Final = Handler(_nightly, _plan)
