"""Who signs in: users, their roles in organizations, their sessions, and failed tries."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base
from models.time_zones import KNOWN, ZONE_MAX

if TYPE_CHECKING:
    from models.organization import Organization
    from models.screening import DeclaredInterest


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # stored in lower case
    name: Mapped[str] = mapped_column(String(120))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")  # empty: not set yet
    language: Mapped[str] = mapped_column(
        String(2), default="", server_default=""
    )  # "": the browser's
    time_zone: Mapped[str | None] = mapped_column(
        String(ZONE_MAX),
        CheckConstraint("time_zone = 'UTC' OR time_zone LIKE '_%/_%'", name="zone_is_named"),
    )  # None: the one of the organization's country
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )
    interests: Mapped[list["DeclaredInterest"]] = relationship(viewonly=True)

    @validates("time_zone")
    def _known_zone(self, _name: str, zone: str | None) -> str | None:
        """The database can tell a name from rubbish; which names there are changes every year."""
        if zone is not None and zone not in KNOWN:
            raise ValueError(f"time_zone: {zone!r} is no time zone of the IANA database")
        return zone


class Membership(Base):
    """One role of one user in one organization; several roles are several rows."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "organization_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(20))

    user: Mapped[User] = relationship(back_populates="memberships")
    organization: Mapped["Organization"] = relationship(back_populates="memberships")


class UserSession(Base):
    """A signed-in browser. The cookie carries a random token, the row only its SHA-256."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()


class SignInFailure(Base):
    """A refused sign-in, counted per account and per address to slow down guessing."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_email_at", "email", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(String(45), index=True)
    at: Mapped[dt.datetime]
