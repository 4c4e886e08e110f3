"""Three or four listings that complete one another around a need."""

import datetime as dt
from functools import partial
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.listing import Listing


class Consortium(Base):
    """A proposal around ``need``; ``members`` hold the others.

    ``members_key`` is the sorted ids of all listings in it, so that a proposal that is found again
    keeps its reference. ``missing`` are role codes that nobody fills. ``reasons`` has the form of
    ``Match.reasons``.
    """

    __tablename__ = "consortia"
    __table_args__ = (
        UniqueConstraint("members_key"),
        Index("ix_consortia_need_id_rank", "need_id", "rank"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "CO")
    )
    need_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    members_key: Mapped[str] = mapped_column(String(60))
    rank: Mapped[int]  # 1 is best
    score: Mapped[float]  # 0 to 1
    band: Mapped[str] = mapped_column(String(10))
    coverage: Mapped[float]  # share, 0 to 1, of the need's parts that some member answers
    missing: Mapped[list[str]] = mapped_column(default=list)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    computed_at: Mapped[dt.datetime]

    need: Mapped[Listing] = relationship(foreign_keys=[need_id])
    members: Mapped[list["ConsortiumMember"]] = relationship(
        back_populates="consortium",
        cascade="all, delete-orphan",
        order_by="ConsortiumMember.position",
    )

    @property
    def listings(self) -> list[Listing]:
        """The need, then the members in their order."""
        return [self.need, *(member.listing for member in self.members)]


class ConsortiumMember(Base):
    """``covers`` is a list of ``{"part": the need's sentence, "by": sentence, "score": float,
    "words": those that both share}``.
    """

    __tablename__ = "consortium_members"
    __table_args__ = (UniqueConstraint("consortium_id", "listing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consortium_id: Mapped[int] = mapped_column(ForeignKey("consortia.id", ondelete="CASCADE"))
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(24))
    score: Mapped[float]  # of the pair with the need, 0 to 1
    covers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    consortium: Mapped[Consortium] = relationship(back_populates="members")
    listing: Mapped[Listing] = relationship()
