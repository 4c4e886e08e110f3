"""What is posted: offers, needs and capabilities; what all share, then what each adds."""

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.organization import Organization

if TYPE_CHECKING:
    from models.attachment import Attachment

TITLE_MAX = 120
TEASER_MAX = 700
DESCRIPTION_MAX = 8_000
EXPERTISE_MAX = 10

hidden_from = Table(
    "listing_hidden_from",
    Base.metadata,
    Column("listing_id", ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "organization_id",
        ForeignKey("organizations.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Listing(Base):
    """The fields of all three kinds.

    ``version`` is SQLAlchemy's version counter: of two people who edit at once, the second gets
    ``StaleDataError``. ``content_hash`` is that of the text as others see it when it was last
    embedded; empty means that it is not in the index. ``draft_key`` names the opened form that the
    listing was first saved from, so that one form makes one listing.
    """

    reference_prefix: ClassVar[str]
    __tablename__ = "listings"
    __table_args__ = (
        CheckConstraint(f"length(title) <= {TITLE_MAX}", name="title_fits"),
        CheckConstraint(f"length(teaser) <= {TEASER_MAX}", name="teaser_fits"),
        CheckConstraint(f"length(description) <= {DESCRIPTION_MAX}", name="description_fits"),
        CheckConstraint("trl IS NULL OR trl BETWEEN 1 AND 9", name="trl_is_iso_16290"),
        CheckConstraint("disclosure IN ('open', 'blind')", name="disclosure_is_known"),
        Index("ix_listings_state_kind", "state", "kind"),
        Index("ix_listings_organization_id_state", "organization_id", "state", "published_at"),
        Index("uq_listings_draft", "created_by_id", "draft_key", unique=True),
        Index("ix_listings_state_published_at", "state", "published_at", "matched_at", "kind"),
        Index(
            "uq_listings_source_source_id",
            "source",
            "source_id",
            unique=True,
            sqlite_where=text("source <> ''"),
            postgresql_where=text("source <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    draft_key: Mapped[str | None] = mapped_column(String(43))

    title: Mapped[str] = mapped_column(Text)
    teaser: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(12), default="en")
    sectors: Mapped[list[str]] = mapped_column(default=list)
    technologies: Mapped[list[str]] = mapped_column(default=list)
    cpc: Mapped[list[str]] = mapped_column(default=list)
    trl: Mapped[int | None]
    evidence_level: Mapped[str] = mapped_column(String(20), default="")
    countries: Mapped[list[str]] = mapped_column(default=list)  # where it may be used; []: anywhere
    collaborations: Mapped[list[str]] = mapped_column(default=list)
    timeline: Mapped[str] = mapped_column(String(200), default="")
    disclosure: Mapped[str] = mapped_column(String(8), default="open")
    partnership: Mapped[str] = mapped_column(String(200), default="", index=True)
    dual_use_listed: Mapped[bool | None]  # None: not declared
    state_funded_limits: Mapped[bool | None]
    valid_until: Mapped[dt.date] = mapped_column(Date)

    source: Mapped[str] = mapped_column(String(40), default="")
    source_id: Mapped[str] = mapped_column(String(300), default="")
    source_url: Mapped[str] = mapped_column(String(500), default="")
    attribution: Mapped[str] = mapped_column(String(300), default="")

    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]
    reviewer_note: Mapped[str] = mapped_column(Text, default="")
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    matched_at: Mapped[dt.datetime | None]

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    hidden_from: Mapped[list[Organization]] = relationship(
        secondary=hidden_from, order_by=Organization.id
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="listing", cascade="all, delete-orphan", order_by="Attachment.id"
    )

    __mapper_args__: dict[str, Any] = {
        "polymorphic_on": "kind",
        "version_id_col": version,
    }


class Offer(Listing):
    """A technology to share: patent, know-how, guideline, incubator, facility, demonstration."""

    __tablename__ = "offers"
    __mapper_args__ = {"polymorphic_identity": "offer"}

    id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    reference_prefix: ClassVar[str] = "OF"
    type: Mapped[str] = mapped_column(String(24))
    problem_solved: Mapped[str] = mapped_column(Text, default="")
    incumbent: Mapped[str] = mapped_column(String(300), default="")
    abatement_t_per_t: Mapped[float | None]  # t CO2e avoided per t of product
    abatement_baseline: Mapped[str] = mapped_column(String(300), default="")
    abatement_method: Mapped[str] = mapped_column(String(300), default="")
    energy_needs: Mapped[str] = mapped_column(String(500), default="")
    streams_in: Mapped[str] = mapped_column(String(300), default="")
    streams_out: Mapped[str] = mapped_column(String(300), default="")
    licence_terms: Mapped[list[str]] = mapped_column(default=list)

    patent_office: Mapped[str] = mapped_column(String(2), default="")  # WIPO ST.3
    patent_number: Mapped[str] = mapped_column(String(30), default="")
    patent_kind_code: Mapped[str] = mapped_column(String(4), default="")  # WIPO ST.16
    patent_family: Mapped[str] = mapped_column(String(60), default="")
    patent_priority_date: Mapped[dt.date | None] = mapped_column(Date)
    patent_expiry_date: Mapped[dt.date | None] = mapped_column(Date)
    patent_status: Mapped[str] = mapped_column(String(20), default="")
    patent_co_owners: Mapped[str] = mapped_column(String(300), default="")

    guideline_issuer: Mapped[str] = mapped_column(String(200), default="")
    guideline_edition: Mapped[str] = mapped_column(String(60), default="")
    guideline_licence: Mapped[str] = mapped_column(String(60), default="")  # SPDX or CC

    incubator_programme: Mapped[str] = mapped_column(String(200), default="")
    incubator_intake: Mapped[str] = mapped_column(String(200), default="")
    incubator_places: Mapped[int | None]
    incubator_support: Mapped[str] = mapped_column(String(500), default="")
    incubator_country: Mapped[str] = mapped_column(String(2), default="")


class Need(Listing):
    """A problem that looks for a partner."""

    __tablename__ = "needs"
    __mapper_args__ = {"polymorphic_identity": "need"}

    id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    reference_prefix: ClassVar[str] = "ND"
    problem: Mapped[str] = mapped_column(Text, default="")
    done_means: Mapped[str] = mapped_column(Text, default="")
    must_haves: Mapped[str] = mapped_column(Text, default="")
    nice_to_haves: Mapped[str] = mapped_column(Text, default="")
    lowest_trl: Mapped[int | None]
    site_constraints: Mapped[str] = mapped_column(Text, default="")
    tried: Mapped[str] = mapped_column(Text, default="")
    we_bring: Mapped[str] = mapped_column(Text, default="")
    deadline: Mapped[dt.date | None] = mapped_column(Date)
    partners_wanted: Mapped[int | None]


class Capability(Listing):
    """What a research institute can do for others."""

    __tablename__ = "capabilities"
    __mapper_args__ = {"polymorphic_identity": "capability"}

    id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    reference_prefix: ClassVar[str] = "CA"
    unit: Mapped[str] = mapped_column(String(200), default="")
    expertise: Mapped[list[str]] = mapped_column(default=list)  # sentences, each matched alone
    facilities: Mapped[str] = mapped_column(Text, default="")
    facility_trl_min: Mapped[int | None]
    facility_trl_max: Mapped[int | None]
    access_terms: Mapped[str] = mapped_column(String(500), default="")
    accreditation: Mapped[str] = mapped_column(String(300), default="")
    services: Mapped[str] = mapped_column(Text, default="")
    publications: Mapped[str] = mapped_column(Text, default="")
    ip_policy: Mapped[str] = mapped_column(String(500), default="")
    funding_countries: Mapped[list[str]] = mapped_column(default=list)


KINDS: dict[str, type[Listing]] = {"offer": Offer, "need": Need, "capability": Capability}
