"""What the view of a country counts: published listings as bare facts, and the blind ones apart."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.documents.figures import Figures
from matchmaker.documents.report import CONFIDENTIAL, Value
from matchmaker.documents.suppression import SMALLEST
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from models import Listing, Offer, Organization
from models import vocabulary as v

_OFFER: Final = Offer.metadata.tables["offers"]
TRL_BANDS: Final = {
    "research": "TRL 1–3, research",
    "development": "TRL 4–6, development",
    "deployment": "TRL 7–9, deployment",
    "untold": "TRL not told",
}
#: Rows of the table of capacity: what a listing offers, whatever its sector.
CAPACITY: Final = {
    "capability": "Capabilities of research institutes and laboratories",
    "incubator": "R&D incubators",
    "technical_guideline": "Technical guidelines",
    "facility_access": "Facilities that others may use",
    "demonstration": "Demonstration projects",
    "technical_assistance": "Offers and capabilities with technical assistance",
}
#: Dimension, code, kind of listing.
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Published:
    """A listing that is published now. ``supplies``: codes of CAPACITY."""

    kind: str
    country: str
    is_blind: bool
    sectors: frozenset[str]
    technologies: frozenset[str]
    band: str
    supplies: frozenset[str]

    def places(self) -> Iterator[Place]:
        """Every cell that the listing counts in."""
        yield ("all", "all", self.kind)
        yield ("trl", self.band, self.kind)
        yield from (("sector", code, self.kind) for code in self.sectors)
        yield from (("technology", code, self.kind) for code in self.technologies)
        yield from (("capacity", code, "") for code in self.supplies)


def published(session: Session, actor: Actor) -> list[Published]:
    """Every listing that the actor may see, of all countries."""
    query = (
        select(
            Listing.kind,
            Organization.country,
            Listing.disclosure,
            Listing.sectors,
            Listing.technologies,
            Listing.trl,
            Listing.collaborations,
            func.coalesce(_OFFER.c.type, ""),
        )
        .join(Organization, Organization.id == Listing.organization_id)
        .outerjoin(_OFFER, _OFFER.c.id == Listing.id)
        .where(Listing.state == "published")
    )
    rows = session.execute(visible(query, actor, Permission.LISTING_READ))
    return [
        Published(
            kind=row[0],
            country=row[1],
            is_blind=row[2] == "blind",
            sectors=frozenset(row[3]),
            technologies=frozenset(row[4]),
            band=_band(row[5]),
            supplies=_supplies(row[0], row[7], row[6]),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """The counts of one country that may be told, by place."""

    counts: Counter[Place]
    hidden: frozenset[Place]

    def value(self, dimension: str, code: str, kind: str) -> Value:
        place = (dimension, code, kind)
        return CONFIDENTIAL if place in self.hidden else self.counts[place]


def told(rows: Sequence[Published], country: str) -> Told:
    """Open listings by the rules of every table; blind ones added where they may be told.

    Members count the open listings of a country on the browse page. What is told more than that is
    the number of blind ones: so that number is withheld for itself, as if it were printed.
    """
    own = [row for row in rows if row.country == country]
    region = [row for row in rows if v.region_of(row.country) == v.region_of(country)]
    everywhere = _every_place()
    shown = _count(row for row in own if not row.is_blind)
    hidden = _withheld(everywhere, shown, {})
    blind = _count(row for row in own if row.is_blind)
    around = _count(row for row in region if row.is_blind)
    if max(blind.values(), default=0) < SMALLEST:  # the usual case: nothing of them is told
        return Told(shown, frozenset(hidden))
    blind_hidden = _withheld([p for p in everywhere if around[p]], blind, around)
    added = {place for place in everywhere if around[place] and place not in blind_hidden}
    return Told(
        shown + Counter({place: blind[place] for place in added}), frozenset(hidden - added)
    )


def network(rows: Sequence[Published]) -> Told:
    """The same of all countries together. Every reader counts these exactly where listings are
    browsed, so that nothing is gained by withholding more than small counts."""
    counts = _count(rows)
    return Told(counts, frozenset(p for p in _every_place() if counts[p] < SMALLEST))


def _withheld(
    places: Sequence[Place], counts: Counter[Place], known: Counter[Place] | dict[Place, int]
) -> set[Place]:
    """The places to withhold. ``known``: what every page tells of the whole region."""
    figures = Figures()
    for place in places:
        figures.count("|".join(place), counts[place])
        if known:
            figures.known_elsewhere(f"region {'|'.join(place)}", known[place])
            figures.part_of("|".join(place), f"region {'|'.join(place)}")
    for kind in v.LISTING_KINDS:
        _tie(figures, kind, places)
    hidden = figures.withheld()
    return {place for place in places if "|".join(place) in hidden}


def _tie(figures: Figures, kind: str, places: Sequence[Place]) -> None:
    """All listings of a kind fall into bands of TRL; a sector or a technology is some of them."""
    whole = f"all|all|{kind}"
    if whole not in figures.counts:
        return
    figures.implied.add(whole)  # printed nowhere; who adds up the bands may find it
    bands = ["|".join(p) for p in places if p[0] == "trl" and p[2] == kind]
    figures.partition(whole, bands)
    for place in places:
        if place[0] in ("sector", "technology") and place[2] == kind:
            figures.part_of("|".join(place), whole)
    sectors = ["|".join(p) for p in places if p[0] == "sector" and p[2] == kind]
    figures.cover(whole, sectors)


def _count(rows: Iterable[Published]) -> Counter[Place]:
    return Counter(place for row in rows for place in row.places())


def _every_place() -> list[Place]:
    codes: dict[str, Iterable[str]] = {
        "all": ["all"],
        "trl": TRL_BANDS,
        "sector": v.SECTORS,
        "technology": v.TECHNOLOGIES,
    }
    by_kind = [(name, code, kind) for name in codes for code in codes[name] for kind in _KINDS]
    return [*by_kind, *(("capacity", code, "") for code in CAPACITY)]


_KINDS: Final = tuple(v.LISTING_KINDS)


def _band(trl: int | None) -> str:
    if trl is None:
        return "untold"
    return "research" if trl <= 3 else "development" if trl <= 6 else "deployment"


def _supplies(kind: str, offer_type: str, wanted: Sequence[str]) -> frozenset[str]:
    if kind == "need":
        return frozenset()
    codes = {kind, offer_type} | ({"technical_assistance"} & set(wanted))
    return frozenset(codes & CAPACITY.keys())
