"""What a listing said at each step of its life, and the changes that wait for a check."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.listing import Listing
from models.user import User

#: The states of a change that an owner proposes.
CHANGE_STATES = ("pending", "published", "returned", "replaced", "taken_back", "lapsed")


class ListingVersion(Base):
    """One step of a listing with everything that it said then. A database trigger forbids changes.

    ``revision`` is ``Listing.version`` when the row was written: the counter that a form carries.
    ``number`` is what people read; saves of one sitting share it, and the last of them counts.
    ``content`` is field → JSON value, with ``hidden_from`` and ``attachments`` as references.
    """

    __tablename__ = "listing_versions"
    __table_args__ = (
        Index("ix_listing_versions_listing_id_number", "listing_id", "number"),
        Index("ix_listing_versions_listing_id_revision", "listing_id", "revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    number: Mapped[int]
    revision: Mapped[int]
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    role: Mapped[str] = mapped_column(String(20))
    organization: Mapped[str] = mapped_column(String(200), default="")  # for whom, as it was called
    state: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the content as canonical JSON

    by: Mapped[User | None] = relationship()


class ListingChange(Base):
    """A change of a published blind listing that the secretariat has to check first.

    What is proposed stands in ``version``; members read the old text until it is published.
    """

    __tablename__ = "listing_changes"
    __table_args__ = (
        CheckConstraint(f"state IN {CHANGE_STATES}", name="state_is_known"),
        Index(
            "uq_listing_changes_pending",
            "listing_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    version_id: Mapped[int] = mapped_column(ForeignKey("listing_versions.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(12), default="pending")
    at: Mapped[dt.datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[dt.datetime | None]

    listing: Mapped[Listing] = relationship()
    version: Mapped[ListingVersion] = relationship()


class ListingReminder(Base):
    """The owner was told that a listing ends: once for each date and each number of days."""

    __tablename__ = "listing_reminders"

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True
    )
    valid_until: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
