"""What goes together: stored matches, and what readers answered."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.listing import Listing
from models.user import User

NOTE_MAX = 500  # characters of a word to colleagues


class Match(Base):
    """``counterpart`` as the reader of ``listing`` sees it; the other way round is its own row.

    ``reasons`` is a list of ``{"verdict": "fits" | "misses" | "unknown", "feature": code,
    "phrase": text, "influence": log-odds}``, conditions first. ``evidence`` is ``{"ours": sentence,
    "theirs": sentence, "similarity": float, "words": [...], "marks": [...], "said": [...]}`` or
    ``{}``, from text that both may see; the sentences are empty where none counts. ``words`` both
    texts have, the rarest first, ``marks`` are all forms of them, and ``said`` the marks that both
    sentences have.
    """

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("listing_id", "counterpart_id"),
        CheckConstraint("listing_id <> counterpart_id", name="not_with_itself"),
        Index("ix_matches_listing_id_rank", "listing_id", "rank"),
        # Holds what lists are sorted by, so that they are sorted without reading the wide rows.
        Index(
            "ix_matches_listing_id_band_score",
            "listing_id",
            "band",
            "score",
            "counterpart_id",
            "first_seen_at",
        ),
        Index("ix_matches_counterpart_id_rank", "counterpart_id", "rank"),
        Index("ix_matches_first_seen_at_rank", "first_seen_at", "rank"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    counterpart_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    rank: Mapped[int]  # 1 is best
    score: Mapped[float]  # 0 to 1, calibrated where judgements allow it
    band: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    encoder: Mapped[str] = mapped_column(String(120))
    computed_at: Mapped[dt.datetime]
    first_seen_at: Mapped[dt.datetime]  # when the pair was first proposed
    #: Whether it stands higher than it would without the secretariat's weight.
    lifted: Mapped[bool] = mapped_column(default=False, server_default=false())

    listing: Mapped[Listing] = relationship(foreign_keys=[listing_id])
    counterpart: Mapped[Listing] = relationship(foreign_keys=[counterpart_id])


class Feedback(Base):
    """A reader's answer to a proposed match; a new answer replaces the old one.

    ``note`` is for the colleagues of the reader's organization, and for nobody else. ``before`` is
    what the last answer has replaced, ``{"answer", "reason", "note", "rank", "at"}``, or ``{}`` for
    nothing; with ``undo_key`` the reader takes it back, once. Both are empty where nothing can be.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("listing_id", "counterpart_id", "user_id"),
        CheckConstraint(f"length(note) <= {NOTE_MAX}", name="note_fits"),
        CheckConstraint("(before IS NULL) = (undo_key IS NULL)", name="undone_by_its_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    counterpart_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    answer: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(24), default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    rank: Mapped[int | None]  # where it stood when answered
    at: Mapped[dt.datetime] = mapped_column(index=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    undo_key: Mapped[str | None] = mapped_column(String(16))

    user: Mapped[User] = relationship()


class MatchShare(Base):
    """A match that one member of an organization has shown to another.

    ``note`` is for the colleagues of both, and for nobody else.
    """

    __tablename__ = "match_shares"
    __table_args__ = (
        CheckConstraint(f"length(note) <= {NOTE_MAX}", name="note_fits"),
        CheckConstraint("shared_by_id <> shared_with_id", name="with_somebody_else"),
        Index("ix_match_shares_listing_id_counterpart_id", "listing_id", "counterpart_id"),
        Index("ix_match_shares_shared_by_id_at", "shared_by_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    counterpart_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    shared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    shared_with_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[dt.datetime]

    listing: Mapped[Listing] = relationship(foreign_keys=[listing_id])
    counterpart: Mapped[Listing] = relationship(foreign_keys=[counterpart_id])
    shared_by: Mapped[User | None] = relationship(foreign_keys=[shared_by_id])
    shared_with: Mapped[User] = relationship(foreign_keys=[shared_with_id])
