"""What came of an introduction: reports of stages, the others' word on them, and check-ins."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.introduction import Introduction, IntroductionParty

_CURRENT = text("state IN ('reported', 'confirmed', 'disputed')")
_RESULTS = (
    "'licence', 'joint_venture', 'supply', 'guideline_adopted', 'facility_used', 'in_operation'"
)


class Outcome(Base):
    """One version of a party's report of a stage; ``replaces_id`` is the version before it."""

    __tablename__ = "outcomes"
    __table_args__ = (
        Index(
            "uq_outcomes_current_stage",
            "introduction_id",
            "stage",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_outcomes_state_happened_on", "state", "happened_on"),
        CheckConstraint(
            "state IN ('reported', 'confirmed', 'disputed', 'replaced', 'taken_back')",
            name="known_state",
        ),
        CheckConstraint("(stage = 'closed') = (closing_reason <> '')", name="reason_of_an_end"),
        CheckConstraint(
            "(abatement_t_per_year IS NULL) = (abatement_method = '')", name="figure_with_method"
        ),
        CheckConstraint("abatement_t_per_year >= 0", name="figure_not_negative"),
        CheckConstraint(f"stage NOT IN ({_RESULTS}) OR attribution <> ''", name="attributed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), index=True
    )
    stage: Mapped[str] = mapped_column(String(20))  # OUTCOME_STAGES
    state: Mapped[str] = mapped_column(String(12), default="reported")
    happened_on: Mapped[dt.date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    closing_reason: Mapped[str] = mapped_column(String(24), default="")  # CLOSING_REASONS
    abatement_t_per_year: Mapped[float | None]  # t CO2e a year
    abatement_method: Mapped[str] = mapped_column(String(24), default="")  # ABATEMENT_METHODS
    baseline: Mapped[str] = mapped_column(Text, default="")  # what the figure is measured against
    attribution: Mapped[str] = mapped_column(String(24), default="")  # ATTRIBUTIONS
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("introduction_parties.id"))
    reported_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]  # when it last became confirmed
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("outcomes.id"))

    introduction: Mapped["Introduction"] = relationship(back_populates="outcomes")
    reported_by: Mapped["IntroductionParty"] = relationship()
    confirmations: Mapped[list["OutcomeConfirmation"]] = relationship(
        back_populates="outcome",
        cascade="all, delete-orphan",
        order_by="OutcomeConfirmation.at",
    )


class OutcomeConfirmation(Base):
    """Another party's word on a report; a later word of the same party takes its place."""

    __tablename__ = "outcome_confirmations"
    __table_args__ = (
        UniqueConstraint("outcome_id", "party_id"),
        CheckConstraint("answer IN ('confirmed', 'disputed')", name="known_answer"),
        CheckConstraint("answer <> 'disputed' OR note <> ''", name="dispute_with_note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcomes.id", ondelete="CASCADE"))
    party_id: Mapped[int] = mapped_column(
        ForeignKey("introduction_parties.id", ondelete="CASCADE"), index=True
    )
    answer: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[dt.datetime]

    outcome: Mapped[Outcome] = relationship(back_populates="confirmations")
    party: Mapped["IntroductionParty"] = relationship()


class CheckIn(Base):
    """How is it going? Asked of a party so many days after the introduction, once.

    ``answer`` is ``talking``, ``ended`` or the stage that has been reached since; ``user_id`` is
    who gave it.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("introduction_id", "party_id", "day"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer_with_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"))
    party_id: Mapped[int] = mapped_column(
        ForeignKey("introduction_parties.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[int]  # after the introduction
    due_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    answer: Mapped[str] = mapped_column(String(20), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    introduction: Mapped["Introduction"] = relationship()
    party: Mapped["IntroductionParty"] = relationship()
