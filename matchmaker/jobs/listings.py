"""Listings after a change: index, match, and the daily round that ends what is past its date."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import (
    consortium_queue,
    desk_figures,
    indexing,
    job_queue,
    listing_reminders,
    listing_search,
    listings,
    match_news,
)
from matchmaker.services.indexing import IndexPlan
from matchmaker.services.matching import MatchPlan, plan_matches, write_matches

_INDEX_BATCH: Final = 64  # listings encoded together
_DAY: Final = dt.timedelta(days=1)


def _plan_index(session: Session, context: Context, works: Sequence[Work]) -> IndexPlan:
    ids = [work.payload["listing_id"] for work in works]
    return indexing.plan_index(session, context.encoder, ids, now=context.clock())


def _write_index(
    session: Session, context: Context, _works: Sequence[Work], plan: IndexPlan
) -> None:
    """Vectors and words of the same disclosed text, then the matches."""
    indexing.write_index(session, plan)
    for listing in indexing.load_listings(session, [entry.listing_id for entry in plan.indexed]):
        if listing.state == "published":
            listing_search.put(session, listing)
    for listing_id in plan.withdrawn:
        listing_search.remove(session, listing_id)
    job_queue.enqueue(
        session, "match_listings", key="match_listings", payload={}, now=context.clock()
    )


def _plan_matches(session: Session, context: Context, _works: Sequence[Work]) -> MatchPlan:
    return plan_matches(session, context.engine, context.encoder, None, now=context.clock())


def _write_matches(
    session: Session, context: Context, _works: Sequence[Work], plan: MatchPlan
) -> None:
    """The matches, and in the same transaction the work that follows from them."""
    write_matches(session, plan)
    consortium_queue.after_matching(session, plan, now=context.clock())
    desk_figures.after_matching(session, now=context.clock())


def _tell_matches(
    session: Session, context: Context, works: Sequence[Work], _prepared: object
) -> None:
    """The new matches of yesterday; the first turn after an installation just sets the next."""
    now = context.clock()
    if any(work.payload.get("is_due") for work in works):
        match_news.tell(session, now=now)
    kind = "tell_new_matches"
    due = (now + _DAY).replace(hour=5, minute=0, second=0, microsecond=0)
    job_queue.enqueue(session, kind, key=kind, payload={"is_due": 1}, now=now, run_at=due)


def _expire(session: Session, context: Context, _works: Sequence[Work], _prepared: object) -> None:
    """Today's round; it sets the next one going."""
    now = context.clock()
    listings.expire_due(session, now=now)
    listing_reminders.remind_due(session, now=now)
    job_queue.enqueue(
        session,
        "expire_listings",
        key="expire_listings",
        payload={},
        now=now,
        run_at=(now + _DAY).replace(hour=3, minute=0, second=0, microsecond=0),
    )


INDEX: Final = Handler(_write_index, _plan_index, batch=_INDEX_BATCH)
MATCH: Final = Handler(_write_matches, _plan_matches)
EXPIRE: Final = Handler(_expire)
TELL_MATCHES: Final = Handler(_tell_matches)
