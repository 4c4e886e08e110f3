"""Everything that happened, in a chain that shows every later change."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AuditEvent(Base):
    """One row of the log. ``hash`` covers the row's other fields and the row before it.

    Rows are only ever added: triggers in the database refuse an update and a deletion.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_subject", "subject_reference", "subject_type"),
        # SQLite keeps the row's id at the end of each index: what is equal comes newest first.
        Index("ix_audit_events_actor_action", "actor", "action"),
        Index("ix_audit_events_role_action", "role", "action"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(40), index=True)  # user:<id>, worker, operator
    role: Mapped[str] = mapped_column(String(20), index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_reference: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
