"""What a research institute says of itself: its units, its facilities, and whom to talk to."""

import datetime as dt
from functools import partial

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.organization import Organization

PART_NAME_MAX = 160
PART_TEXT_MAX = 1_000


class Unit(Base):
    """A department, centre or group; facilities and people may belong to it."""

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint(f"length(name) BETWEEN 1 AND {PART_NAME_MAX}", name="name_fits"),
        CheckConstraint(f"length(does) <= {PART_TEXT_MAX}", name="does_fits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "UN")
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(Text)
    does: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship(back_populates="units")

    __mapper_args__ = {"version_id_col": version}


class Facility(Base):
    """A laboratory, pilot or test bed. Its TRL range follows ISO 16290; both ends or neither."""

    __tablename__ = "facilities"
    __table_args__ = (
        CheckConstraint(f"length(name) BETWEEN 1 AND {PART_NAME_MAX}", name="name_fits"),
        CheckConstraint(f"length(access) <= {PART_TEXT_MAX}", name="access_fits"),
        CheckConstraint(
            "(trl_min IS NULL AND trl_max IS NULL)"
            " OR (trl_min >= 1 AND trl_min <= trl_max AND trl_max <= 9)",
            name="trl_is_a_range",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "FA")
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("units.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(Text)
    trl_min: Mapped[int | None]
    trl_max: Mapped[int | None]
    access: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship(back_populates="facilities")
    unit: Mapped[Unit | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class ListedPerson(Base):
    """Somebody whom an institute names to those it was introduced to; need not be a user.

    Personal data: the row is kept only while the person agrees, and removed, not marked.
    """

    __tablename__ = "listed_people"
    __table_args__ = (
        CheckConstraint(f"length(name) BETWEEN 1 AND {PART_NAME_MAX}", name="name_fits"),
        CheckConstraint(f"length(role) <= {PART_NAME_MAX}", name="role_fits"),
        CheckConstraint("orcid = '' OR length(orcid) = 19", name="orcid_has_19_characters"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "PE")
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("units.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text, default="")
    orcid: Mapped[str] = mapped_column(String(19), default="")
    agreed_at: Mapped[dt.datetime]  # when a representative last said that the person agrees
    updated_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship(back_populates="listed_people")
    unit: Mapped[Unit | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
