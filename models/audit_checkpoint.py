"""How far the audit log was walked, day by day: what a page need not walk again."""

import datetime as dt

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AuditCheckpoint(Base):
    """The whole chain was walked ``at`` this time: ``rows`` rows, the last with hash ``head``.

    One for each day. Rows are only ever added: triggers refuse an update and a deletion. It saves
    a page time and proves nothing by itself: the heads that lie outside do.
    """

    __tablename__ = "audit_checkpoints"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, unique=True)  # in UTC
    at: Mapped[dt.datetime]
    rows: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    broken_id: Mapped[int | None]  # the first row that did not fit
