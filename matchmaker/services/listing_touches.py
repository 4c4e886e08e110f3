"""How far listings have changed, and which: for what a process keeps of them in memory."""

from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from models import ListingTouch

#: Beyond so many changes it is faster to read everything again.
MOST: Final = 2_000


def version(session: Session) -> int:
    """As the session sees it; grows with every change of a listing, its codes or its readers."""
    return session.scalar(select(func.max(ListingTouch.id))) or 0


def changed_since(session: Session, held: int) -> list[int] | None:
    """The listings that changed after version ``held``; ``None`` where they are too many."""
    query = select(ListingTouch.listing_id).where(ListingTouch.id > held)
    found = list(session.scalars(query.limit(MOST + 1)))
    return found if len(found) <= MOST else None


def note(session: Session, listing_id: int) -> None:
    """A listing's words were put in or taken out: the full-text table can have no trigger."""
    session.execute(delete(ListingTouch).where(ListingTouch.listing_id == listing_id))
    session.execute(insert(ListingTouch).values(listing_id=listing_id))
