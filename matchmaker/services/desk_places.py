"""Places among the first ten of a list: what is meant by *shown* everywhere on the desk."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.ranking.diversity import WINDOW
from matchmaker.services.desk_period import Period
from matchmaker.services.desk_slices import Slice, cut, listing_views
from matchmaker.services.listing_views import ListingView
from models import Listing, Match

_L = Listing.__table__.c


@dataclass(frozen=True, slots=True)
class ShownAt:
    """``listing`` stands at ``rank`` in the list that the owner of ``reader`` sees."""

    reader: ListingView
    listing: ListingView
    rank: int
    band: str
    first_seen_at: dt.datetime


def in_period(period: Period) -> Select[int]:
    """Ids of matches that were first proposed then and stand now, the newest first."""
    return (
        select(Match.id)
        .where(
            Match.first_seen_at >= period.start,
            Match.first_seen_at < period.end,
            Match.rank <= WINDOW,
        )
        .order_by(Match.first_seen_at.desc(), Match.rank)
    )


def of_organization(organization_id: int) -> Select[int]:
    """Ids of matches in which a listing of the organization is shown, the best places first."""
    return (
        select(Match.id)
        .join_from(Match, Listing.__table__, _L.id == Match.counterpart_id)
        .where(_L.organization_id == organization_id, Match.rank <= WINDOW)
        .order_by(Match.rank, Match.id)
    )


def places(session: Session, actor: Actor, query: Select[int], *, page: int) -> Slice[ShownAt]:
    found = cut(session, query, page=page)
    columns = (
        Match.id,
        Match.listing_id,
        Match.counterpart_id,
        Match.rank,
        Match.band,
        Match.first_seen_at,
    )
    rows = session.execute(select(*columns).where(Match.id.in_(found.rows))).all()
    order = {key: at for at, key in enumerate(found.rows)}
    ids = {key for row in rows for key in (row.listing_id, row.counterpart_id)}
    views = dict(listing_views(session, actor, sorted(ids)))
    shown = [
        ShownAt(
            views[row.listing_id],
            views[row.counterpart_id],
            row.rank,
            row.band,
            row.first_seen_at,
        )
        for row in sorted(rows, key=lambda row: order[row.id])
        if row.listing_id in views and row.counterpart_id in views
    ]
    return Slice(shown, found.total, found.page)
