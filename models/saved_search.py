"""Searches that a person keeps, and which listings an alert has told of already."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.user import User

NAME_MAX = 80


class SavedSearch(Base):
    """``asked`` holds words, codes and order as plain values; who runs it sees what they may see.

    An alert tells of what is new since ``alerted_at``, and is next due at ``due_at``.
    """

    __tablename__ = "saved_searches"
    __table_args__ = (
        CheckConstraint("alert IN ('off', 'daily', 'weekly')", name="alert_is_known"),
        CheckConstraint("(alert = 'off') = (due_at IS NULL)", name="alert_has_its_time"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_MAX}", name="name_fits"),
        UniqueConstraint("user_id", "name"),
        Index("ix_saved_searches_due_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    alert: Mapped[str] = mapped_column(String(8), default="off")
    created_at: Mapped[dt.datetime]
    alerted_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship()


class SearchAlertListing(Base):
    """What an alert told of, and none tells of again; ``told_at`` names the alert."""

    __tablename__ = "search_alert_listings"

    search_id: Mapped[int] = mapped_column(
        ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True
    )
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    told_at: Mapped[dt.datetime]
