"""A listing's codes as rows, for facets and filters, kept in step by the mapper itself.

Only what every member may see is here: a blind listing has its kind, type, sectors, TRL,
language and region, so that no count and no filter can tell more than the page does.
"""

from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, String, delete, event, insert, select
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from models.base import Base
from models.listing import Listing
from models.organization import Organization
from models.vocabulary import region_of


class ListingCode(Base):
    """``facet`` names the vocabulary: kind, type, sector, technology, trl, country, …"""

    __tablename__ = "listing_codes"
    __table_args__ = (Index("ix_listing_codes_facet_code", "facet", "code", "listing_id"),)

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True
    )
    facet: Mapped[str] = mapped_column(String(16), primary_key=True)
    code: Mapped[str] = mapped_column(String(24), primary_key=True)


def public_codes(listing: Any, country: str) -> set[tuple[str, str]]:
    """``(facet, code)`` pairs that every member may see. ``country`` is the organization's."""
    codes = {
        ("kind", listing.kind),
        ("language", listing.language),
        ("region", region_of(country)),
        *(("sector", code) for code in listing.sectors or []),
    }
    if listing.trl is not None:
        codes.add(("trl", str(listing.trl)))
    if offer_type := getattr(listing, "type", ""):
        codes.add(("type", offer_type))
    if listing.disclosure != "blind":
        codes.add(("country", country))
        codes.update(("technology", code) for code in listing.technologies or [])
        codes.update(("collaboration", code) for code in listing.collaborations or [])
        codes.update(("cpc", code[:4]) for code in listing.cpc or [])
    return codes


def _keep_in_step(_mapper: Mapper[Any], connection: Connection, listing: Listing) -> None:
    owner = select(Organization.country).where(Organization.id == listing.organization_id)
    country = connection.scalar(owner) or ""
    connection.execute(delete(ListingCode).where(ListingCode.listing_id == listing.id))
    rows = [
        {"listing_id": listing.id, "facet": facet, "code": code}
        for facet, code in sorted(public_codes(listing, country))
    ]
    connection.execute(insert(ListingCode), rows)


event.listen(Listing, "after_insert", _keep_in_step, propagate=True)
event.listen(Listing, "after_update", _keep_in_step, propagate=True)
