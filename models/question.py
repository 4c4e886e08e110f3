"""Questions between two listings before any name is given, and how the secretariat passes them."""

import datetime as dt
from functools import partial

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.introduction import Introduction
from models.listing import Listing
from models.organization import Organization
from models.user import User

TEXT_MAX = 1_000
NOTE_MAX = 300
MAX_OPEN_PER_PAIR = 3
OPEN_STATES = ("submitted", "returned", "relayed", "answered", "answer_returned")
_IS_OPEN = "state IN ({})".format(", ".join(f"'{state}'" for state in OPEN_STATES))
_IS_OPEN_FOLLOW_UP = f"{_IS_OPEN} AND follows_id IS NOT NULL"


class BlindQuestion(Base):
    """One question and its answer. ``passed_at``: when the other side could read it first.

    ``slot`` is the place that an open question takes among those of its pair of listings, so that
    the database itself counts them; a pair has a direction, so that no count tells what the other
    side has asked.
    """

    __tablename__ = "blind_questions"
    __table_args__ = (
        CheckConstraint(f"length(text) <= {TEXT_MAX}", name="text_fits"),
        CheckConstraint(f"length(answer) <= {TEXT_MAX}", name="answer_fits"),
        CheckConstraint(f"slot BETWEEN 1 AND {MAX_OPEN_PER_PAIR}", name="slot_is_one_of_few"),
        CheckConstraint("from_organization_id <> to_organization_id", name="two_organizations"),
        Index(
            "uq_blind_questions_open_slot",
            "from_listing_id",
            "to_listing_id",
            "slot",
            unique=True,
            sqlite_where=text(_IS_OPEN),
            postgresql_where=text(_IS_OPEN),
        ),
        Index(
            "uq_blind_questions_open_follow_up",
            "from_listing_id",
            "to_listing_id",
            unique=True,
            sqlite_where=text(_IS_OPEN_FOLLOW_UP),
            postgresql_where=text(_IS_OPEN_FOLLOW_UP),
        ),
        Index(
            "ix_blind_questions_from_organization_id_asked_at", "from_organization_id", "asked_at"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "QA")
    )
    from_listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    to_listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    from_organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE")
    )
    to_organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    introduction_id: Mapped[int | None] = mapped_column(
        ForeignKey("introductions.id", ondelete="SET NULL"), index=True
    )
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("blind_questions.id", ondelete="SET NULL"), index=True
    )
    slot: Mapped[int]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(20), default="submitted", index=True)
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    return_reason: Mapped[str] = mapped_column(Text, default="")  # why the question came back
    answer_return_reason: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[dt.datetime]
    since: Mapped[dt.datetime]  # of the present state
    passed_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime | None]  # set while a member has to act

    from_listing: Mapped[Listing] = relationship(foreign_keys=[from_listing_id])
    to_listing: Mapped[Listing] = relationship(foreign_keys=[to_listing_id])
    from_organization: Mapped[Organization] = relationship(foreign_keys=[from_organization_id])
    to_organization: Mapped[Organization] = relationship(foreign_keys=[to_organization_id])
    introduction: Mapped[Introduction | None] = relationship()
    follows: Mapped["BlindQuestion | None"] = relationship(remote_side="BlindQuestion.id")
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    __mapper_args__ = {"version_id_col": version}


class ExchangeSetting(Base):
    """One decision on how questions travel; the newest row holds, and the older ones did before."""

    __tablename__ = "exchange_settings"
    __table_args__ = (CheckConstraint("relay IN ('secretariat', 'direct')", name="relay_is_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    relay: Mapped[str] = mapped_column(String(12))
    set_at: Mapped[dt.datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(String(NOTE_MAX), default="")

    set_by: Mapped[User | None] = relationship()
