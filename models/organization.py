"""Who takes part: companies, suppliers, institutes, governments and the secretariat."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.user import Membership

if TYPE_CHECKING:
    from models.institute import Facility, ListedPerson, Unit
    from models.listing import Listing


class Organization(Base):
    """A member organization, or one that came in with imported listings.

    ``source`` and ``source_id`` say where an imported one comes from (``horizon`` and a CORDIS
    name and country, say) and keep a repeated import from doubling it.
    """

    __tablename__ = "organizations"
    __table_args__ = (
        CheckConstraint("length(country) = 2", name="country_is_iso"),
        CheckConstraint("lei = '' OR length(lei) = 20", name="lei_has_20_characters"),
        Index(
            "uq_organizations_source_source_id",
            "source",
            "source_id",
            unique=True,
            sqlite_where=text("source <> ''"),
            postgresql_where=text("source <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "ORG")
    )
    name: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(20), index=True)
    country: Mapped[str] = mapped_column(String(2), index=True)
    sectors: Mapped[list[str]] = mapped_column(default=list)
    nace: Mapped[list[str]] = mapped_column(default=list)  # four-digit classes of NACE Rev. 2.1
    summary: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    ror: Mapped[str] = mapped_column(String(30), default="")
    lei: Mapped[str] = mapped_column(String(20), default="", server_default="")  # ISO 17442
    #: ISO 3166-1 codes of the countries in which it works, the own one or others.
    operates_in: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    fictional: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(40), default="")
    source_id: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="organization", cascade="all, delete-orphan"
    )
    listings: Mapped[list["Listing"]] = relationship(viewonly=True)
    units: Mapped[list["Unit"]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="Unit.name"
    )
    facilities: Mapped[list["Facility"]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="Facility.name"
    )
    listed_people: Mapped[list["ListedPerson"]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="ListedPerson.name"
    )

    __mapper_args__ = {"version_id_col": version}
