"""What is new in a kept search: found as its owner may see it, and told once for each listing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import notices
from matchmaker.services.browse import Search, found_ids
from matchmaker.services.listing_rows import card_rows, card_view
from matchmaker.services.listing_views import ListingView
from matchmaker.services.saved_searches import PERIODS, search_of
from matchmaker.services.sign_in import actor_of
from models import Listing, SavedSearch, SearchAlertListing, User

#: What is published becomes findable by its words a little later: look back so far.
_LATE: Final = dt.timedelta(days=2)
_MOST: Final = 200  # listings told of at a time; the page has the rest
_IN_MAIL: Final = 20


@dataclass(frozen=True, slots=True)
class News:
    """Listings of one search of which its owner has not been told."""

    search_id: int
    listing_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says: a path to the search, and the listings as the reader may see them now."""

    name: str
    path: str
    listings: tuple[ListingView, ...]
    more: int


def plan(session: Session, *, now: dt.datetime) -> list[News]:
    """The searches whose time has come, those without news included; reads only."""
    due = (
        select(SavedSearch)
        .join(User)
        .where(SavedSearch.due_at <= now, User.is_active)
        .order_by(SavedSearch.id)
    )
    return [_news(session, row, now) for row in session.scalars(due)]


def tell(session: Session, planned: Sequence[News], *, now: dt.datetime) -> None:
    """Note what is told, tell the owners, and set the next time; a search gone since drops out."""
    for news in planned:
        row = session.get(SavedSearch, news.search_id)
        if row is None or row.due_at is None or row.due_at > now:
            continue
        period = PERIODS[row.alert] or dt.timedelta()
        row.alerted_at, row.due_at = now, now + period
        ids = select(Listing.id).where(Listing.id.in_(news.listing_ids))
        session.add_all(
            SearchAlertListing(search_id=row.id, listing_id=listing, told_at=now)
            for listing in session.scalars(ids).all()
        )
        session.flush()
        if news.listing_ids:
            ids_of_mail = {"saved_search_id": row.id}
            notices.to_user(session, row.user_id, "search_alert", ids_of_mail, now=now)


def letter(session: Session, actor: Actor, row: SavedSearch) -> Letter | None:
    """The latest alert for its owner; ``None`` when nothing of it is to be seen any more."""
    if row.user_id != actor.user_id:
        return None
    told = SearchAlertListing
    latest = select(func.max(told.told_at)).where(told.search_id == row.id).scalar_subquery()
    query = (
        select(Listing.id)
        .join(told, told.listing_id == Listing.id)
        .where(told.search_id == row.id, told.told_at == latest, Listing.state == "published")
        .order_by(Listing.published_at.desc(), Listing.id.desc())
    )
    views = [card_view(actor, found) for found in session.execute(card_rows(query, actor))]
    if not views:
        return None
    path = _path(search_of(row))
    return Letter(row.name, path, tuple(views[:_IN_MAIL]), max(0, len(views) - _IN_MAIL))


def _news(session: Session, row: SavedSearch, now: dt.datetime) -> News:
    since = max(row.created_at, row.alerted_at - _LATE)
    fresh = set(
        session.scalars(
            select(Listing.id).where(Listing.state == "published", Listing.published_at > since)
        )
    ) - set(
        session.scalars(
            select(SearchAlertListing.listing_id).where(SearchAlertListing.search_id == row.id)
        )
    )
    if not fresh:
        return News(row.id, ())
    actor = actor_of(row.user)
    found = found_ids(session, actor, search_of(row), now=now).tolist()
    return News(row.id, tuple(key for key in found if key in fresh)[:_MOST])


def _path(search: Search) -> str:
    values = {"q": search.words, **search.codes, "sort": "newest"}
    return "listings?" + urlencode({k: v for k, v in values.items() if v}, doseq=True)
