"""All matches of an organization in one inbox: counted, filtered, sorted, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services.match_places import NEW, PLACES, own_organizations, placed
from matchmaker.services.match_rows import MatchRow, match_rows
from models import Listing
from models import vocabulary as v

PER_PAGE: Final = 20
#: Own listings that the filter offers, the latest first.
OFFERED: Final = 200
SORTS: Final = ("best", "newest", "answered")
ALL: Final = "all"
_WORTH_A_LOOK: Final = ("strong", "good")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for. ``listing`` is the reference of an own one.

    Without a ``band``, New holds those that are worth a look, and the other tabs all.
    """

    place: str = NEW
    listing: str = ""
    band: str = ""
    kind: str = ""
    sort: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.listing or self.band or self.kind)


@dataclass(frozen=True, slots=True)
class OwnListing:
    reference: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Page:
    """``counts``: tab → how many there are, with the filters as they are."""

    rows: list[MatchRow]
    counts: Mapping[str, int]
    own: list[OwnListing]
    total: int
    page: int
    pages: int


def inbox(session: Session, actor: Actor, wanted: Wanted) -> Page:
    """One page of a tab. ``NotFound`` for who answers for no organization."""
    counts = tab_counts(session, actor, wanted)
    total = counts[wanted.place]
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, wanted.page), pages)
    first = (page - 1) * PER_PAGE
    ids = session.scalars(_ids(actor, wanted).limit(PER_PAGE).offset(first)).all()
    rows = match_rows(session, actor, ids)
    return Page(rows, counts, own_listings(session, actor), total, page, pages)


def first_rows(session: Session, actor: Actor, wanted: Wanted, *, limit: int) -> list[MatchRow]:
    """The tab from its first row, at most ``limit`` of them: for files."""
    return match_rows(session, actor, session.scalars(_ids(actor, wanted).limit(limit)).all())


def tab_counts(session: Session, actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many matches each tab shows."""
    table = placed(actor).c
    query = _narrowed(actor, wanted, select(table.place, table.band, func.count()))
    found = dict.fromkeys(PLACES, 0)
    for place, band, count in session.execute(query.group_by(table.place, table.band)):
        if band in _bands(wanted.band, place):
            found[place] += count
    return found


def own_listings(session: Session, actor: Actor) -> list[OwnListing]:
    """The published listings of the actor's organizations, the latest first."""
    query = (
        select(Listing.reference, Listing.title, Listing.language)
        .where(Listing.organization_id.in_(own_organizations(actor)), Listing.state == "published")
        .order_by(Listing.published_at.desc(), Listing.id.desc())
        .limit(OFFERED)
    )
    return [OwnListing(*row) for row in session.execute(query)]


def _ids(actor: Actor, wanted: Wanted) -> Select[int]:
    table = placed(actor).c
    query = select(table.id).where(
        table.place == wanted.place, table.band.in_(_bands(wanted.band, wanted.place))
    )
    ordered: Select[int] = _narrowed(actor, wanted, query).order_by(*_order(table, wanted.sort))
    return ordered


def _narrowed(actor: Actor, wanted: Wanted, query: Any) -> Any:
    table = placed(actor).c
    if wanted.listing:
        query = query.where(table.own == wanted.listing)
    if wanted.kind:
        query = query.where(table.kind == wanted.kind)
    return query


def _bands(band: str, place: str) -> Sequence[str]:
    if band in v.BANDS:
        return (band,)
    return tuple(v.BANDS) if band == ALL or place != NEW else _WORTH_A_LOOK


def _order(table: Any, sort: str) -> tuple[Any, ...]:
    """Best first within a band: scores of different listings say little beyond it."""
    bands = case({band: place for place, band in enumerate(v.BANDS)}, value=table.band)
    best = (bands, table.score.desc(), table.id)
    if sort == "newest":
        return (table.first_seen_at.desc(), *best)
    if sort == "answered":
        return (table.answered_at.desc(), *best)
    return best
