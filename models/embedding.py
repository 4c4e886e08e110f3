"""Text as numbers: a listing's passages, and a vector for each text and encoder."""

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Passage(Base):
    """A piece of a listing's text as others see it, short enough for an encoder's window."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("listing_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    position: Mapped[int]  # 0 is title and teaser
    part: Mapped[str] = mapped_column(String(12))  # heading, body, expertise
    text: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64), index=True)


class Embedding(Base):
    """The vector of one text by one encoder: little-endian float32, unit length.

    Keyed by content, so that equal text is encoded once and vectors of two encoders never mix.
    """

    __tablename__ = "embeddings"
    __table_args__ = (Index("uq_embeddings_key", "encoder", "content_hash", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    encoder: Mapped[str] = mapped_column(String(120))  # name@revision
    content_hash: Mapped[str] = mapped_column(String(64))
    dimensions: Mapped[int]
    vector: Mapped[bytes] = mapped_column(LargeBinary)
