"""One page of a list behind a number: its rows, and how many there are in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services.listing_rows import card_rows, card_view
from matchmaker.services.listing_views import ListingView
from models import Listing

T = TypeVar("T")
PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    rows: Sequence[T]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return pages_of(self.total)


def pages_of(total: int) -> int:
    return max(1, -(-total // PER_PAGE))


def page_within(page: int, total: int) -> int:
    """The page that was asked for, or the nearest that there is."""
    return min(max(1, page), pages_of(total))


def cut(session: Session, query: Select[int], *, page: int) -> Slice[int]:
    """Fifty of the ids that ``query`` selects in its own order, and the number of all."""
    counted = query.order_by(None).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    page = page_within(page, total)
    rows = session.scalars(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return Slice(list(rows), total, page)


def listing_views(
    session: Session, actor: Actor, ids: Sequence[int]
) -> list[tuple[int, ListingView]]:
    """``(id, listing as the actor may see it)`` in the order of ``ids``."""
    query = card_rows(select(Listing.id).where(Listing.id.in_(ids)), actor)
    found = {row.listing.id: card_view(actor, row) for row in session.execute(query)}
    return [(key, found[key]) for key in ids if key in found]
