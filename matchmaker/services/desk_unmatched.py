"""Published listings for which nothing is proposed, and those that nobody is shown."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from matchmaker.phrases import N_, counted
from matchmaker.policies.actor import Actor
from matchmaker.ranking.diversity import WINDOW
from matchmaker.services.desk_slices import Slice, cut, listing_views
from matchmaker.services.listing_views import ListingView
from models import Invitation, Listing, ListingCode, Match
from models import vocabulary as v
from models.listing import hidden_from

#: Figures: ids that were in the list when it was counted. Pages look only among them, and ask of
#: each again whether it is so: probing every listing takes too long where there are very many.
AMONG_UNMATCHED, AMONG_WEAK, AMONG_NEVER = "among_unmatched", "among_weak", "among_never_shown"
UNMATCHED: Final = "unmatched"
NEVER_SHOWN: Final = "never_shown"
USUAL_DAYS: Final = 30
_L = Listing.__table__.c
_CLEAR: Final = ("strong", "good")


#: Ids of a figure; ``None`` before anything is counted: then every listing is probed.
Ids = Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    listing: ListingView
    invited: int


@dataclass(frozen=True, slots=True)
class NeverShown:
    listing: ListingView
    why: str


def unmatched_query(
    kind: str = "", sector: str = "", *, weak: bool = False, among: Ids = None
) -> Select[int]:
    """Ids of listings without a match, the oldest first; ``weak``: possible ones do not count.

    What still waits for its first matching is not among them.
    """
    fits = exists().where(Match.listing_id == _L.id)
    if weak:
        fits = fits.where(Match.band.in_(_CLEAR))
    query = (
        _among(among)
        .where(_L.state == "published", _L.matched_at.is_not(None), ~fits)
        .order_by(_L.published_at, _L.id)
    )
    return _narrowed(query, kind, sector)


def never_shown_query(
    days: int, kind: str = "", sector: str = "", *, now: dt.datetime, among: Ids = None
) -> Select[int]:
    """Ids of listings older than ``days`` that stand among nobody's first ten, oldest first."""
    shown = exists().where(Match.counterpart_id == _L.id, Match.rank <= WINDOW)
    query = (
        _among(among)
        .where(
            _L.state == "published",
            _L.published_at <= now - dt.timedelta(days=days),
            ~shown,
        )
        .order_by(_L.published_at, _L.id)
    )
    return _narrowed(query, kind, sector)


def _among(ids: Ids) -> Select[int]:
    if ids is None:
        return select(_L.id)
    listed = func.json_each(json.dumps(ids)).table_valued("value")
    return select(_L.id).where(_L.id.in_(select(listed.c.value)))


def _narrowed(query: Select[int], kind: str, sector: str) -> Select[int]:
    if kind:
        query = query.where(_L.kind == kind)
    if sector:
        coded = exists().where(
            ListingCode.listing_id == _L.id,
            ListingCode.facet == "sector",
            ListingCode.code == sector,
        )
        query = query.where(coded)
    return query


def unmatched(session: Session, actor: Actor, query: Select[int], *, page: int) -> Slice[Unmatched]:
    found = cut(session, query, page=page)
    counted = (
        select(Invitation.listing_id, func.count())
        .where(Invitation.listing_id.in_(found.rows))
        .group_by(Invitation.listing_id)
    )
    invited = {row[0]: row[1] for row in session.execute(counted)}
    rows = [
        Unmatched(listing, invited.get(key, 0))
        for key, listing in listing_views(session, actor, found.rows)
    ]
    return Slice(rows, found.total, found.page)


def never_shown(
    session: Session, actor: Actor, query: Select[int], *, page: int
) -> Slice[NeverShown]:
    found = cut(session, query, page=page)
    reasons = _reasons(session, found.rows)
    rows = [
        NeverShown(listing, reasons[key])
        for key, listing in listing_views(session, actor, found.rows)
    ]
    return Slice(rows, found.total, found.page)


def _reasons(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Listing → what can be told of why it is in no list's first ten."""
    ranks = (
        select(Match.counterpart_id, func.min(Match.rank), func.count())
        .where(Match.counterpart_id.in_(ids))
        .group_by(Match.counterpart_id)
    )
    best = {row[0]: (row[1], row[2]) for row in session.execute(ranks)}
    hidden = (
        select(hidden_from.c.listing_id, func.count())
        .where(hidden_from.c.listing_id.in_(ids))
        .group_by(hidden_from.c.listing_id)
    )
    hides = {row[0]: row[1] for row in session.execute(hidden)}
    waiting = set(session.scalars(select(_L.id).where(_L.id.in_(ids), _L.matched_at.is_(None))))
    return {key: _reason(key in waiting, best.get(key), hides.get(key, 0)) for key in ids}


def _reason(waits: bool, best: tuple[int, int] | None, hidden: int) -> str:
    if waits:
        return N_("Still waits to be matched")
    if best is not None:
        return counted(
            "Only low places: at best %(place)s, in %(num)s list",
            "Only low places: at best %(place)s, in %(num)s lists",
            best[1],
            place=best[0],
        )
    if hidden:
        return counted(
            "In no list, and hidden from %(num)s organization",
            "In no list, and hidden from %(num)s organizations",
            hidden,
        )
    return N_("In no list: nothing fits it well enough")


def count(session: Session, *, now: dt.datetime) -> dict[str, Any]:
    """The ids that pages look among, and kind → listings as the lists count them."""
    among = {
        AMONG_UNMATCHED: list(session.scalars(unmatched_query())),
        AMONG_WEAK: list(session.scalars(unmatched_query(weak=True))),
        AMONG_NEVER: list(session.scalars(never_shown_query(0, now=now))),
    }
    queries = {
        UNMATCHED: {
            kind: unmatched_query(kind, among=among[AMONG_UNMATCHED]) for kind in v.LISTING_KINDS
        },
        NEVER_SHOWN: {
            kind: never_shown_query(USUAL_DAYS, kind, now=now, among=among[AMONG_NEVER])
            for kind in v.LISTING_KINDS
        },
    }
    counts = {
        name: {kind: cut(session, query, page=1).total for kind, query in kinds.items()}
        for name, kinds in queries.items()
    }
    return {**among, **counts}
