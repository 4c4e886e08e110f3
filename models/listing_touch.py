"""Which listings have changed, in order: what a process that holds a picture of them has missed.

Triggers write it (migration of the same name), in the transaction of the change and whoever makes
it: a change of what a listing shows, of who may see it, or of its codes.
"""

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ListingTouch(Base):
    """The latest change of a listing, which may be gone since; ids only grow."""

    __tablename__ = "listing_touches"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(unique=True)
