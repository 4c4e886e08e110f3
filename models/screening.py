"""What an officer found before deciding on an introduction, and from which cases one is recused."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.organization import Organization
from models.user import User

_STANDS = text("ended_at IS NULL")


class Screening(Base):
    """One officer's look at one case. Rows are added and never changed.

    ``findings`` is point → ``{"status": …, "facts": […], "note": …}``: the facts as they stood, so
    that a decision can be defended when the listings have long changed.
    """

    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), index=True
    )
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[dt.datetime]
    step: Mapped[str] = mapped_column(String(20))  # pass_on or approve
    findings: Mapped[dict[str, Any]] = mapped_column(JSON)
    rules: Mapped[str] = mapped_column(String(20))  # version of the rules
    sanctions_list: Mapped[str] = mapped_column(String(80), default="")  # label; empty: none

    officer: Mapped[User | None] = relationship()


class DeclaredInterest(Base):
    """An officer has an own interest in an organization, and is recused from its cases."""

    __tablename__ = "declared_interests"
    __table_args__ = (
        Index(
            "uq_declared_interests_standing",
            "user_id",
            "organization_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship()
    organization: Mapped[Organization] = relationship()
