"""Two or more parties, three keys: who asks, who decides, who consents."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.listing import Listing
from models.organization import Organization
from models.user import User

if TYPE_CHECKING:
    from models.outcome import Outcome

OPEN_STATES = ("requested", "screened", "needs_information", "approved")


class Introduction(Base):
    """``pair`` is the sorted listing ids: the same listings have the same ``pair``."""

    __tablename__ = "introductions"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "IN")
    )
    pair: Mapped[str] = mapped_column(String(60), index=True)
    state: Mapped[str] = mapped_column(String(20), default="requested", index=True)
    version: Mapped[int] = mapped_column(default=1)
    cooperation: Mapped[list[str]] = mapped_column(default=list)  # COLLABORATIONS
    question: Mapped[str] = mapped_column(Text, default="")  # what is unclear
    about_us: Mapped[str] = mapped_column(Text, default="")  # read by the other side before names
    requested_at: Mapped[dt.datetime] = mapped_column(index=True)
    decided_at: Mapped[dt.datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decision_rule: Mapped[str] = mapped_column(String(24), default="")
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    passed_on_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL")
    )  # the first officer of a flagged case; the second is another
    appeal: Mapped[str] = mapped_column(
        Text, default=""
    )  # why the refusal should be looked at anew
    appealed_at: Mapped[dt.datetime | None]  # once; ``decided_by`` is who refused until then
    expires_at: Mapped[dt.datetime | None]  # set by the approval: 14 days
    introduced_at: Mapped[dt.datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the match as requested

    parties: Mapped[list["IntroductionParty"]] = relationship(
        back_populates="introduction",
        cascade="all, delete-orphan",
        order_by="IntroductionParty.position",
    )
    outcomes: Mapped[list["Outcome"]] = relationship(
        back_populates="introduction",
        cascade="all, delete-orphan",
        order_by="Outcome.reported_at, Outcome.id",
    )
    pairs: Mapped[list["IntroductionPair"]] = relationship(cascade="all, delete-orphan")
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    __mapper_args__ = {"version_id_col": version}


class IntroductionPair(Base):
    """Two of the listings of an introduction: any two are in one open introduction at most."""

    __tablename__ = "introduction_pairs"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="sorted"),
        Index(
            "uq_introduction_pairs_open",
            "first_id",
            "second_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), index=True
    )
    first_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    is_open: Mapped[bool] = mapped_column(default=True)


class IntroductionParty(Base):
    """One side: its listing and organization. ``position`` 0 is the asking party."""

    __tablename__ = "introduction_parties"
    __table_args__ = (UniqueConstraint("introduction_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"))
    position: Mapped[int]
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    introduction: Mapped[Introduction] = relationship(back_populates="parties")
    listing: Mapped[Listing] = relationship()
    organization: Mapped[Organization] = relationship()
    contact: Mapped[User | None] = relationship()
    consent: Mapped["Consent | None"] = relationship(
        back_populates="party", cascade="all, delete-orphan", uselist=False
    )


class Consent(Base):
    """A party's answer. ``decision`` is ``given`` or ``declined``; the asking party gives it."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(
        ForeignKey("introduction_parties.id", ondelete="CASCADE"), unique=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decision: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(24), default="")  # DECLINE_REASONS
    at: Mapped[dt.datetime]

    party: Mapped[IntroductionParty] = relationship(back_populates="consent")
    user: Mapped[User | None] = relationship()
