"""What a person is told, how each kind reaches the person, and the weekly digests."""

import datetime as dt
from functools import partial
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, new_reference

_DUE = text("mailed_at IS NULL AND mail = 'weekly'")


class Notification(Base):
    """One thing for one person. ``template`` words it and ``payload`` holds ids only: the text is
    made when it is read, from what its reader may see then.

    ``mail`` is how it goes out: ``at_once``, ``weekly`` or not at all; ``mailed_at`` that it has.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint("mail IN ('', 'at_once', 'weekly')", name="mail_is_known"),
        Index("ix_notifications_user_id_read_at", "user_id", "read_at"),
        Index("ix_notifications_user_id_id", "user_id", "id"),
        Index(
            "ix_notifications_due",
            "user_id",
            sqlite_where=_DUE,
            postgresql_where=_DUE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "NT")
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    template: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    mail: Mapped[str] = mapped_column(String(10), default="")
    created_at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]
    mailed_at: Mapped[dt.datetime | None]
    digest_id: Mapped[int | None] = mapped_column(
        ForeignKey("digests.id", ondelete="SET NULL"), index=True
    )


class NotificationSetting(Base):
    """The channel that a person has chosen for a kind; without a row the kind's own default."""

    __tablename__ = "notification_settings"
    __table_args__ = (
        CheckConstraint("channel IN ('at_once', 'weekly', 'site', 'off')", name="channel_is_known"),
    )

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))


class Digest(Base):
    """One week's mail to one person; an item is in one digest at most."""

    __tablename__ = "digests"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
