"""Files that lie beside the database, and what was read in them."""

import datetime as dt
from functools import partial

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.listing import Listing

CAPTION_MAX = 300


class StoredFile:
    """The columns of a file whose bytes lie under ``DATA_DIR/attachments/<sha256>``.

    A table that holds such files must be in ``services.stored_files.TABLES``, or they are swept.
    """

    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]


class Attachment(StoredFile, Base):
    """A file that belongs to a listing; ``caption`` is what its owner says that it shows."""

    __tablename__ = "attachments"
    __table_args__ = (CheckConstraint(f"length(caption) <= {CAPTION_MAX}", name="caption_fits"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "AT")
    )
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    caption: Mapped[str] = mapped_column(String(CAPTION_MAX), default="")

    listing: Mapped[Listing] = relationship(back_populates="attachments")
    text: Mapped["AttachmentText | None"] = relationship(
        back_populates="attachment", cascade="all, delete-orphan", lazy="joined"
    )


class AttachmentText(Base):
    """The text of a document. A picture has no row here, nor has a document not yet looked at.

    ``problem`` is a code of ``attachment_problems``, and there is one only where the text could
    not be read.
    """

    __tablename__ = "attachment_texts"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'read', 'unreadable')", name="state_is_known"),
        CheckConstraint("(state = 'unreadable') = (problem <> '')", name="problem_if_unreadable"),
        CheckConstraint("state = 'read' OR text = ''", name="text_if_read"),
    )

    attachment_id: Mapped[int] = mapped_column(
        ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    problem: Mapped[str] = mapped_column(String(20), default="")
    pages: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="", deferred=True)
    read_at: Mapped[dt.datetime | None]

    attachment: Mapped[Attachment] = relationship(back_populates="text")
