"""What members set themselves for a COP or a summit, and whether they have reached it."""

import datetime as dt
from functools import partial

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.organization import Organization

MILESTONE_TITLE_MAX = 160
MILESTONE_TEXT_MAX = 2_000


class Milestone(Base):
    """``achieved_on`` is told exactly when the state is ``achieved``."""

    __tablename__ = "milestones"
    __table_args__ = (
        CheckConstraint(f"length(title) <= {MILESTONE_TITLE_MAX}", name="title_fits"),
        CheckConstraint(f"length(text) <= {MILESTONE_TEXT_MAX}", name="text_fits"),
        CheckConstraint("state IN ('planned', 'reported', 'achieved')", name="state_is_known"),
        CheckConstraint(
            "(state = 'achieved') = (achieved_on IS NOT NULL)", name="achieved_has_a_day"
        ),
        CheckConstraint("link = '' OR link LIKE 'https://%'", name="link_is_https"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "MS")
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    event: Mapped[str] = mapped_column(String(24), index=True)  # SUMMITS
    activity: Mapped[str] = mapped_column(String(24))  # PILLAR_ACTIVITIES
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="planned")  # MILESTONE_STATES
    achieved_on: Mapped[dt.date | None] = mapped_column(Date)
    link: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}
