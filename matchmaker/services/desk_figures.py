"""The desk's figures: counted together by the worker, so that pages need not count everything."""

import datetime as dt
from typing import Any, Final

from sqlalchemy.orm import Session

from matchmaker.services import (
    desk_feedback,
    desk_funnel,
    desk_market,
    desk_network,
    desk_organizations,
    desk_store,
    desk_unmatched,
    job_queue,
)

KIND: Final = "count_desk"
EVERY: Final = dt.timedelta(minutes=10)


def count(session: Session, *, now: dt.datetime) -> dict[str, Any]:
    """Every figure by its name; only reads."""
    return {
        desk_market.FIGURE: desk_market.count(session),
        desk_network.FIGURE: desk_network.count(session),
        desk_organizations.FIGURE: desk_organizations.count(session),
        desk_feedback.FIGURE: desk_feedback.count(session),
        **desk_unmatched.count(session, now=now),
        **desk_funnel.count(session),
    }


def go_on(session: Session, *, now: dt.datetime) -> None:
    """Set the next round going."""
    job_queue.enqueue(session, KIND, key=KIND, payload={}, now=now, run_at=now + EVERY)


def refresh(session: Session, *, now: dt.datetime) -> None:
    """Count at once, besides the regular rounds; asked for twice it is done once."""
    job_queue.enqueue(session, KIND, key=f"{KIND}:now", payload={}, now=now)


def is_counting(session: Session, *, now: dt.datetime) -> bool:
    """Whether new figures are on their way."""
    return job_queue.is_due(session, KIND, now=now)


def after_matching(session: Session, *, now: dt.datetime) -> None:
    """The first matches are counted at once; later ones wait for the round."""
    shown = desk_store.read(session, desk_funnel.SHOWN)
    if shown is None or not shown.value:
        refresh(session, now=now)
