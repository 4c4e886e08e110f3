"""What somebody has typed into the form of a listing that others read, and not saved yet."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class UnsavedListing(Base):
    """One copy for a person and a listing: ``typed`` is the form, field name → what stands in it.

    ``version`` is the listing's when the writing began; nobody but the person reads this row.
    """

    __tablename__ = "listing_unsaved"

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    version: Mapped[int]
    typed: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[dt.datetime]
