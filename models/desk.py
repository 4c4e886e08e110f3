"""The secretariat's desk: figures that are counted ahead, and whom it has invited."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.listing import Listing
from models.organization import Organization
from models.user import User

NOTE_MAX = 300


class DeskFigure(Base):
    """Counts over everything, as they were at ``computed_at``; made again every few minutes."""

    __tablename__ = "desk_figures"

    name: Mapped[str] = mapped_column(String(24), primary_key=True)
    computed_at: Mapped[dt.datetime]
    value: Mapped[Any] = mapped_column(JSON)


class Invitation(Base):
    """An organization that was asked to list what a listing without a match lacks."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("listing_id", "organization_id"),
        CheckConstraint(f"length(note) <= {NOTE_MAX}", name="note_fits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[dt.datetime]
    note: Mapped[str] = mapped_column(String(NOTE_MAX), default="")

    listing: Mapped[Listing] = relationship()
    organization: Mapped[Organization] = relationship()
    by: Mapped[User | None] = relationship()
