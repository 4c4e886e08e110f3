"""Alerts of kept searches: every hour for those whose time has come."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import job_queue, search_alerts
from matchmaker.services.search_alerts import News

_KIND: Final = "alert_searches"
_EVERY: Final = dt.timedelta(hours=1)


def _plan(session: Session, context: Context, _works: Sequence[Work]) -> list[News]:
    return search_alerts.plan(session, now=context.clock())


def _tell(session: Session, context: Context, _works: Sequence[Work], planned: list[News]) -> None:
    """What is new, and in the same transaction the next round."""
    now = context.clock()
    search_alerts.tell(session, planned, now=now)
    job_queue.enqueue(session, _KIND, key=_KIND, payload={}, now=now, run_at=now + _EVERY)


ROUND: Final = Handler(_tell, _plan)
