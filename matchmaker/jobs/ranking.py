"""The ranking and time: all matches afresh after a switch, and a weekly look at new answers."""

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.policies.actor import Actor
from matchmaker.services import consortium_queue, job_queue
from matchmaker.services.market import live_ids
from matchmaker.services.matching import MatchPlan, plan_matches, write_matches
from matchmaker.services.ranker_training import (
    Challenger,
    TooFewAnswers,
    is_due,
    plan_challenger,
    write_challenger,
)

WEEK: Final = dt.timedelta(days=7)
log = logging.getLogger(__name__)


def _plan_everything(session: Session, context: Context, _works: Sequence[Work]) -> MatchPlan:
    now = context.clock()
    everything = live_ids(session, now=now)
    return plan_matches(session, context.engine, context.encoder, everything, now=now)


def _write_everything(
    session: Session, context: Context, _works: Sequence[Work], plan: MatchPlan
) -> None:
    write_matches(session, plan)
    consortium_queue.after_matching(session, plan, now=context.clock())


def _learn(session: Session, context: Context, _works: Sequence[Work]) -> Challenger | None:
    """``None`` where nothing new can be learnt this week."""
    if not is_due(session):
        return None
    try:
        return plan_challenger(session, context.engine, now=context.clock())
    except TooFewAnswers as error:
        log.info("%s", error)
        return None


def _keep(
    session: Session, context: Context, _works: Sequence[Work], challenger: Challenger | None
) -> None:
    """Write what was learnt, promote nothing, and look again in a week."""
    now = context.clock()
    if challenger is not None and is_due(session):  # a second worker may have been here
        write_challenger(session, Actor.worker(), challenger, now=now)
    job_queue.enqueue(
        session,
        "learn_from_answers",
        key="learn_from_answers",
        payload={},
        now=now,
        run_at=(now + WEEK).replace(hour=4, minute=0, second=0, microsecond=0),
    )


MATCH_EVERYTHING: Final = Handler(_write_everything, _plan_everything)
LEARN: Final = Handler(_keep, _learn)
