"""Whom the reader's own organizations could work with: own listings, their matches, consortia.

Nothing of what others could do together is here: only matches of one's own listings, with what one
may see. A blind listing stands for itself with its region, even after an introduction, and never
together with another one, so that nobody can tell which belong together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.consortia import ProposalView, proposals_of
from matchmaker.services.listing_rows import card_rows, card_view
from matchmaker.services.listing_views import ListingView
from models import Listing, ListingCode, Match

LINKS: Final = 40  # drawn: more cannot be read
#: What is drawn where nothing else is asked for.
USUAL_BANDS: Final = ("strong", "good")
_STRONGEST_FIRST: Final = case({"strong": 0, "good": 1}, value=Match.band, else_=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """``bands`` that are drawn; an empty ``sector`` asks for all."""

    bands: tuple[str, ...] = USUAL_BANDS
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An own listing and a proposed counterpart; ``fits`` are phrases of what speaks for it."""

    own: ListingView
    other: ListingView
    band: str
    fits: tuple[str, ...]


def node_of(listing: ListingView) -> str:
    """The same for all open listings of an organization, and different for each blind one."""
    named = not listing.blind and listing.organization_reference
    return named or listing.reference


@dataclass(frozen=True, slots=True)
class Network:
    """The best ``links``, strongest first, of ``total``."""

    links: list[Link]
    total: int
    consortia: list[ProposalView]


def network(session: Session, actor: Actor, wanted: Wanted) -> Network:
    """Empty for who belongs to no organization with published listings."""
    own = _own(session, actor)
    if not own:
        return Network([], 0, [])
    query = _matches(list(own), wanted)
    seen = visible(query, actor, Permission.LISTING_READ).order_by(None)
    total = session.scalar(select(func.count()).select_from(seen.subquery())) or 0
    rows = session.execute(card_rows(query, actor).limit(LINKS))
    links = [
        Link(own[row.own], card_view(actor, row), row.band, _fits(row.reasons)) for row in rows
    ]
    return Network(links, total, proposals_of(session, actor, list(own)))


def _own(session: Session, actor: Actor) -> dict[int, ListingView]:
    """The published listings of the reader's own organizations, by id.

    The state is looked at here: as a condition it would make SQLite walk all that is published.
    """
    mine = visible(select(Listing.id), actor, Permission.MATCH_ANSWER)
    query = card_rows(visible(mine, actor, Permission.MATCH_READ), actor)
    views = ((row.listing.id, card_view(actor, row)) for row in session.execute(query))
    return {key: view for key, view in views if view.state == "published"}


def _matches(own: Sequence[int], wanted: Wanted) -> Select[Any]:
    """Matches of ``own`` with the counterpart as ``Listing``, the strongest first.

    The state is asked for as an expression, which no index answers: SQLite begins with the matches.
    """
    query = (
        select(Match.listing_id.label("own"), Match.band, Match.reasons)
        .select_from(Match)
        .join(Listing, Listing.id == Match.counterpart_id)
        .where(
            Match.listing_id.in_(own),
            Match.band.in_(wanted.bands),
            Listing.state.concat("") == "published",
        )
        .order_by(_STRONGEST_FIRST, Match.rank, Listing.reference)
    )
    return query.where(_in_sector(wanted.sector)) if wanted.sector else query


def _in_sector(sector: str) -> ColumnElement[bool]:
    """One of the two sides has the sector among its public codes."""
    code = aliased(ListingCode)
    coded = select(code.listing_id).where(code.facet == "sector", code.code == sector)
    return or_(Match.listing_id.in_(coded), Match.counterpart_id.in_(coded))


def _fits(reasons: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(
        reason["phrase"]
        for reason in reasons
        if reason["verdict"] == "fits" and reason.get("influence") != 0
    )
