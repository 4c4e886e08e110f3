"""How far listings have changed, and which: for what a process keeps of them in memory."""

from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from models import ListingChange

#: Beyond so many changes it is faster to read everything again.
MOST: Final = 2_000


def version(session: Session) -> int:
    """As the session sees it; grows with every change of a listing, its codes or its readers."""
    return session.scalar(select(func.max(ListingChange.id))) or 0


def changed_since(session: Session, held: int) -> list[int] | None:
    """The listings that changed after version ``held``; ``None`` where they are too many."""
    query = select(ListingChange.listing_id).where(ListingChange.id > held)
    found = list(session.scalars(query.limit(MOST + 1)))
    return found if len(found) <= MOST else None


def note(session: Session, listing_id: int) -> None:
    """A listing's words were put in or taken out: the full-text table can have no trigger."""
    session.execute(delete(ListingChange).where(ListingChange.listing_id == listing_id))
    session.execute(insert(ListingChange).values(listing_id=listing_id))
