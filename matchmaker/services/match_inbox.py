"""All matches of an organization in one inbox: counted, filtered, sorted, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services.match_new import in_order, new_matches
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
    found = tabs(session, actor, wanted)
    ids = found[wanted.place]
    pages = max(1, -(-len(ids) // PER_PAGE))
    page = min(max(1, wanted.page), pages)
    rows = match_rows(session, actor, ids[(page - 1) * PER_PAGE : page * PER_PAGE])
    counts = {place: len(matches) for place, matches in found.items()}
    return Page(rows, counts, own_listings(session, actor), len(ids), page, pages)


def first_rows(
    session: Session, actor: Actor, wanted: Wanted, *, limit: int
) -> tuple[list[MatchRow], int]:
    """The tab from its first row, at most ``limit`` of them, and how many there are: for files."""
    ids = tabs(session, actor, wanted)[wanted.place]
    return match_rows(session, actor, ids[:limit]), len(ids)


def tab_counts(session: Session, actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many matches each tab shows."""
    return {place: len(found) for place, found in tabs(session, actor, wanted).items()}


def own_listings(session: Session, actor: Actor) -> list[OwnListing]:
    """The published listings of the actor's organizations, the latest first."""
    query = (
        select(Listing.reference, Listing.title, Listing.language)
        .where(Listing.organization_id.in_(own_organizations(actor)), Listing.state == "published")
        .order_by(Listing.published_at.desc(), Listing.id.desc())
        .limit(OFFERED)
    )
    return [OwnListing(*row) for row in session.execute(query)]


def tabs(session: Session, actor: Actor, wanted: Wanted) -> dict[str, list[int]]:
    """Tab → ids of the matches that it shows, in the order that is asked for."""
    found: dict[str, list[int]] = {place: [] for place in PLACES}
    placed_ids = []
    for match_id, place, band in session.execute(_placed(actor, wanted)):
        placed_ids.append(match_id)
        if band in _bands(wanted.band, place):
            found[place].append(match_id)
    new = new_matches(
        session,
        actor,
        placed_ids,
        bands=_bands(wanted.band, NEW),
        listing=wanted.listing,
        kind=wanted.kind,
        sort=wanted.sort,
    )
    return found | {NEW: new.tolist()}


def _placed(actor: Actor, wanted: Wanted) -> Select[int, str, str]:
    table = placed(actor).c
    query = select(table.id, table.place, table.band)
    if wanted.listing:
        query = query.where(table.own == wanted.listing)
    if wanted.kind:
        query = query.where(table.kind == wanted.kind)
    if wanted.sort == "answered":
        query = query.order_by(table.answered_at.desc())
    return query.order_by(*in_order(table, wanted.sort))


def _bands(band: str, place: str) -> Sequence[str]:
    if band in v.BANDS:
        return (band,)
    return tuple(v.BANDS) if band == ALL or place != NEW else _WORTH_A_LOOK
