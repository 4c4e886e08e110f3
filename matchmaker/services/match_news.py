"""New matches as news: once a day, for each listing that has any, to those who write for it."""

import datetime as dt
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from matchmaker.policies.actor import Actor
from matchmaker.services import notices
from matchmaker.services.matches import MatchCard, cards
from models import Listing, Match

SHOWN: Final = 5
#: What is found in a listing's first day is on the page that its writer looks at then.
_FIRST_DAY: Final = dt.timedelta(days=1)
_WORTH_A_WORD: Final = ("strong", "good")


def tell(session: Session, *, now: dt.datetime) -> int:
    """Tell of the day before ``now`` (UTC); returns for how many listings there was anything.

    The day is part of what is told: told twice, it is told once.
    """
    end = now.replace(hour=0, minute=0, second=0, microsecond=0)
    start = end - dt.timedelta(days=1)
    query = (
        select(Listing)
        .where(Listing.state == "published", Listing.id.in_(_with_news(start, end)))
        .order_by(Listing.id)
    )
    found = session.scalars(query).all()
    for listing in found:
        ids = {"listing_id": listing.id, "day": start.date().toordinal()}
        notices.to_owners(session, listing, "new_matches", ids=ids, now=now)
    return len(found)


def of_day(session: Session, actor: Actor, listing: Listing, day: int) -> list[MatchCard]:
    """The reader's best cards among the matches first proposed on ``day`` (an ordinal) or later."""
    start = dt.datetime.combine(dt.date.fromordinal(day), dt.time(), dt.UTC)
    new = [card for card in cards(session, actor, listing, limit=50) if card.first_seen_at >= start]
    return [card for card in new if card.band in _WORTH_A_WORD][:SHOWN]


def _with_news(start: dt.datetime, end: dt.datetime) -> Select[int]:
    mine, other = aliased(Listing), aliased(Listing)
    return (
        select(Match.listing_id)
        .join(mine, mine.id == Match.listing_id)
        .join(other, other.id == Match.counterpart_id)
        .where(
            Match.first_seen_at >= start,
            Match.first_seen_at < end,
            Match.band.in_(_WORTH_A_WORD),
            other.state == "published",
            mine.published_at < start - _FIRST_DAY,
        )
    )
