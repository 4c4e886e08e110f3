"""The public figures of a report, frozen on one day."""

import datetime as dt
from functools import partial

from sqlalchemy import CheckConstraint, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.partnership import Partnership


class ReportSnapshot(Base):
    """``data`` is canonical JSON, ``sha256`` its digest; small counts are withheld in it already.

    Rows are only ever added: triggers in the database refuse an update and a deletion. So that a
    person can still be forgotten, who took it is a pseudonym, as in the audit log.
    """

    __tablename__ = "report_snapshots"
    __table_args__ = (
        CheckConstraint("kind IN ('annual', 'country', 'partnership')", name="kind_is_known"),
        CheckConstraint("period_start <= period_end", name="period_is_forward"),
        CheckConstraint("length(sha256) = 64", name="digest_is_sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "RP")
    )
    kind: Mapped[str] = mapped_column(String(12), default="annual")
    scope: Mapped[str] = mapped_column(String(40), default="")  # a country, or a reference
    title: Mapped[str] = mapped_column(String(160))
    period_start: Mapped[dt.date] = mapped_column(Date)
    period_end: Mapped[dt.date] = mapped_column(Date)  # the last day that counts
    taken_at: Mapped[dt.datetime]
    taken_by: Mapped[str] = mapped_column(String(40))  # user:<id>, operator
    rules: Mapped[str] = mapped_column(String(20))  # version of the rules of counting
    data: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))

    partnership: Mapped[Partnership | None] = relationship(
        primaryjoin="foreign(ReportSnapshot.scope) == Partnership.reference", viewonly=True
    )
