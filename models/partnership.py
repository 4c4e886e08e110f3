"""Innovation partnerships: groups of organizations that work together across borders."""

import datetime as dt
from functools import partial

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.organization import Organization


class Partnership(Base):
    """``name`` is what a listing of a member names to belong to it, and does not change."""

    __tablename__ = "partnerships"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "PA")
    )
    name: Mapped[str] = mapped_column(String(200), unique=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    countries: Mapped[list[str]] = mapped_column(default=list)
    began_on: Mapped[dt.date | None] = mapped_column(Date)
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    members: Mapped[list["PartnershipMember"]] = relationship(
        back_populates="partnership", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class PartnershipMember(Base):
    __tablename__ = "partnership_members"
    __table_args__ = (UniqueConstraint("partnership_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    joined_at: Mapped[dt.datetime]

    partnership: Mapped[Partnership] = relationship(back_populates="members")
    organization: Mapped[Organization] = relationship()
