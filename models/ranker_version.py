"""Versions of the learned ranking, and which of them ranks."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base


class RankerVersion(Base):
    """Never changed once written. ``report`` compares it, on held-out pairs, with the champion."""

    __tablename__ = "ranker_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[dt.datetime]
    origin: Mapped[str] = mapped_column(String(24))  # judgements, feedback
    encoder: Mapped[str] = mapped_column(String(120))  # whose vectors it was fitted to
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)


class RankerPromotion(Base):
    """One switch; the newest row says what ranks. No version: the ranking that is shipped."""

    __tablename__ = "ranker_promotions"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("ranker_versions.id"))
    at: Mapped[dt.datetime]
    by: Mapped[str] = mapped_column(String(120))  # a user's e-mail address, or "command line"
    reason: Mapped[str] = mapped_column(Text, default="")

    version: Mapped[RankerVersion | None] = relationship()
