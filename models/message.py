"""What the parties of a released introduction write to one another."""

import datetime as dt
from functools import partial

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.attachment import StoredFile
from models.base import Base, new_reference
from models.introduction import Introduction
from models.organization import Organization
from models.user import User

TEXT_MAX = 8_000


class Message(Base):
    """One message of a thread. A user who is erased leaves the organization as the writer.

    ``form_key`` is that of the form it was sent with: sent twice, it is there once.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint(f"length(text) <= {TEXT_MAX}", name="text_fits"),
        Index("ix_messages_author_id_at", "author_id", "at"),
        Index("ix_messages_introduction_id_id", "introduction_id", "id"),
        Index("uq_messages_form", "introduction_id", "form_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "MS")
    )
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
    form_key: Mapped[str] = mapped_column(String(32))

    files: Mapped[list["MessageFile"]] = relationship(
        back_populates="message", cascade="all, delete-orphan", lazy="selectin"
    )
    introduction: Mapped[Introduction] = relationship()
    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    author: Mapped[User | None] = relationship(lazy="joined")


class MessageFile(StoredFile, Base):
    """A file that came with a message; read by the parties of its introduction alone."""

    __tablename__ = "message_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "MF")
    )
    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), index=True
    )

    message: Mapped[Message] = relationship(back_populates="files")


class MessageReading(Base):
    """How far a person has read a thread: the id of the last message seen."""

    __tablename__ = "message_readings"

    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    last_id: Mapped[int]
