"""Supply and demand: published listings by sector, readiness and region."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from matchmaker.phrases import N_
from models import Listing, ListingCode, Need
from models import vocabulary as v

FIGURE: Final = "market"
#: Levels of ISO 16290 by what is done at them: research, development, deployment.
BANDS: Final[Mapping[str, str]] = {
    "1-3": "TRL 1–3",
    "4-6": "TRL 4–6",
    "7-9": "TRL 7–9",
    "none": N_("TRL not said"),
}
SIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "supply": ("offer", "capability"),
    "demand": ("need",),
    "gap": ("offer", "capability", "need"),
}
_L, _N = Listing.__table__.c, Need.__table__.c
#: Of a need the lowest level that it accepts, as far as it says so: what is asked for.
_LEVEL: Final = case((_L.kind == "need", func.coalesce(_N.lowest_trl, _L.trl)), else_=_L.trl)
_band = case((_LEVEL <= 3, "1-3"), (_LEVEL <= 6, "4-6"), (_LEVEL <= 9, "7-9"), else_="none")


@dataclass(frozen=True, slots=True)
class Cell:
    band: str
    supply: int
    demand: int

    def on(self, side: str) -> int:
        """The number that a side's map shows; a gap above 0 is demand without supply."""
        return {"supply": self.supply, "demand": self.demand}.get(side, self.demand - self.supply)


@dataclass(frozen=True, slots=True)
class SectorRow:
    sector: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the market, or a row of it; empty parts narrow nothing."""

    side: str = "gap"
    sector: str = ""
    band: str = ""
    region: str = ""


def count(session: Session) -> list[list[Any]]:
    """``[region, sector, band, kind, listings]``; one in two sectors counts in both."""
    sector, region = aliased(ListingCode), aliased(ListingCode)
    query = (
        select(region.code, sector.code, _band, _L.kind, func.count())
        .select_from(Listing.__table__)
        .outerjoin(Need.__table__, _N.id == _L.id)
        .join(sector, and_(sector.listing_id == _L.id, sector.facet == "sector"))
        .join(region, and_(region.listing_id == _L.id, region.facet == "region"))
        .where(_L.state == "published")
        .group_by(region.code, sector.code, _band, _L.kind)
    )
    return [list(row) for row in session.execute(query)]


def table(counted: list[list[Any]], region: str = "") -> list[SectorRow]:
    """Every sector of the vocabulary with what is offered and wanted at each readiness."""
    found: Counter[tuple[str, str, bool]] = Counter()
    for place, sector, band, kind, listings in counted:
        if region in ("", place):
            found[sector, band, kind == "need"] += listings
    return [
        SectorRow(
            code,
            v.SECTORS.label(code),
            tuple(Cell(b, found[code, b, False], found[code, b, True]) for b in BANDS),
        )
        for code in v.SECTORS
    ]


def listings_at(place: Place) -> Select[int]:
    """The ids of the listings that a cell counts, the newest first."""
    query = (
        select(_L.id)
        .select_from(Listing.__table__)
        .outerjoin(Need.__table__, _N.id == _L.id)
        .where(_L.state == "published", _L.kind.in_(SIDES[place.side]))
        .order_by(_L.published_at.desc(), _L.id.desc())
    )
    if place.band:
        query = query.where(_band == place.band)
    for facet, code in (("sector", place.sector), ("region", place.region)):
        if code:
            coded = select(ListingCode.listing_id).where(
                ListingCode.facet == facet, ListingCode.code == code
            )
            query = query.where(_L.id.in_(coded))
    return query
