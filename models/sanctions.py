"""The sanctions list that organizations are compared with, and what was found and decided."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.organization import Organization
from models.user import User


class SanctionsList(Base):
    """One version as loaded. Old ones stay; exactly one is in use, by a partial unique index."""

    __tablename__ = "sanctions_lists"
    __table_args__ = (
        Index(
            "uq_sanctions_lists_in_use",
            "in_use",
            unique=True,
            sqlite_where=text("in_use = 1"),
            postgresql_where=text("in_use"),
        ),
        CheckConstraint("label <> ''", name="has_a_label"),
        CheckConstraint("entries_count > 0", name="has_entries"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(40), unique=True)
    source: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[dt.datetime]
    loaded_by: Mapped[str] = mapped_column(String(120))  # e-mail address, or "command line"
    entries_count: Mapped[int]
    in_use: Mapped[bool]


class SanctionsEntry(Base):
    """One line of a list. ``fingerprint`` names it across versions: see services/sanctions_lists.

    Two lines may share a fingerprint: lists hold persons of one name.
    """

    __tablename__ = "sanctions_entries"
    __table_args__ = (
        CheckConstraint("type IN ('organization', 'person', 'country')", name="type_is_known"),
        CheckConstraint("length(country) IN (0, 2)", name="country_is_iso"),
        CheckConstraint("type <> 'country' OR country <> ''", name="country_names_its_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(
        ForeignKey("sanctions_lists.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(300))
    aliases: Mapped[list[str]] = mapped_column(default=list)
    type: Mapped[str] = mapped_column(String(12))
    country: Mapped[str] = mapped_column(String(2), default="")
    programme: Mapped[str] = mapped_column(String(300), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)


class SanctionsHit(Base):
    """An organization that resembles a listed one, and what a person decided about it.

    The entry's texts are kept as found: the decision stays readable when the list has changed.
    ``matched`` is the listed name that was met, or what else was.
    """

    __tablename__ = "sanctions_hits"
    __table_args__ = (
        UniqueConstraint("organization_id", "fingerprint"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_in_range"),
        CheckConstraint("state IN ('open', 'cleared', 'confirmed')", name="state_is_known"),
        CheckConstraint(
            "(state = 'open' AND decided_at IS NULL)"
            " OR (state <> 'open' AND decided_at IS NOT NULL AND note <> '')",
            name="decision_is_complete",
        ),
        Index("ix_sanctions_hits_state_found_at", "state", "found_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=lambda: new_reference("SH")
    )
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    aliases: Mapped[list[str]] = mapped_column(default=list)
    type: Mapped[str] = mapped_column(String(12))
    country: Mapped[str] = mapped_column(String(2), default="")
    programme: Mapped[str] = mapped_column(String(300), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    score: Mapped[float]
    matched: Mapped[str] = mapped_column(String(300))
    list_label: Mapped[str] = mapped_column(String(40))
    found_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_at: Mapped[dt.datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")

    organization: Mapped[Organization] = relationship()
    decided_by: Mapped[User | None] = relationship()


class SanctionsCheck(Base):
    """The last comparison of an organization: with which list, and what of it was compared.

    ``subject`` is a digest of the name, the country and the method, so that a change of any of
    them, or another list in use, makes the organization due again.
    """

    __tablename__ = "sanctions_checks"

    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    list_id: Mapped[int] = mapped_column(ForeignKey("sanctions_lists.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(64))
    checked_at: Mapped[dt.datetime]

    sanctions_list: Mapped[SanctionsList] = relationship()
