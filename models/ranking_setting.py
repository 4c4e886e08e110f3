"""What the secretariat sets about ranking."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.user import User


class RankingSetting(Base):
    """One decision; the newest row holds, and the older ones say what held before.

    ``emerging_weight`` is what a listing from an emerging or developing economy gains in log-odds
    where a list is put in order; 0 gives nothing.
    """

    __tablename__ = "ranking_settings"
    __table_args__ = (CheckConstraint("emerging_weight BETWEEN 0 AND 1", name="weight_in_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    emerging_weight: Mapped[float] = mapped_column(default=0.0)
    set_at: Mapped[dt.datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(String(300), default="")

    set_by: Mapped[User | None] = relationship()
