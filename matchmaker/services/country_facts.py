"""What the view of a country counts: published listings as bare facts, and the blind ones apart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.bitsets import Bits, fitted, ids_of
from matchmaker.services.browse_state import View, state_of
from matchmaker.services.country_blind import Blind, Place
from matchmaker.services.vectors import chunked
from models import Listing, Offer, Organization
from models import vocabulary as v

_OFFER: Final = Offer.metadata.tables["offers"]
TRL_BANDS: Final = {
    "research": N_("TRL 1–3, research"),
    "development": N_("TRL 4–6, development"),
    "deployment": N_("TRL 7–9, deployment"),
    "untold": N_("TRL not told"),
}
#: Rows of the table of capacity: what a listing offers, whatever its sector.
CAPACITY: Final = {
    "capability": N_("Capabilities of research institutes and laboratories"),
    "incubator": N_("R&D incubators"),
    "technical_guideline": N_("Technical guidelines"),
    "facility_access": N_("Facilities that others may use"),
    "demonstration": N_("Demonstration projects"),
    "technical_assistance": N_("Offers and capabilities with technical assistance"),
}
_COUNTED: Final = ("kind", "type", "sector", "technology", "trl", "collaboration")


def open_listings(session: Session, actor: Actor, country: str) -> Counter[Place]:
    """Open published listings of a country that the actor may see, by every cell they count in.

    Counted from the codes that every member browses by; only open listings have one of a country.
    """
    view = state_of(session).look(session, actor)
    here = view.catalogue.having("country", (country,))
    counts: Counter[Place] = Counter()
    for kind in v.LISTING_KINDS:
        for (facet, code), number in _coded(view, kind, here).items():
            for place in _places(facet, code, kind):
                counts[place] += number
        told = sum(counts["trl", band, kind] for band in TRL_BANDS)
        counts["trl", "untold", kind] = counts["all", "all", kind] - told
    return +counts


def offers_everywhere(session: Session, actor: Actor) -> Counter[tuple[str, str]]:
    """``(dimension, code)`` → offers of all countries: what every reader counts while browsing.

    So a blind offer counts by its sector and not by its technologies, which it does not show.
    """
    return _coded(state_of(session).look(session, actor), "offer")


def blind_listings(session: Session, actor: Actor, country: str) -> list[Blind]:
    """The blind published listings of the country's whole region that the actor may see."""
    query = (
        select(
            Listing.kind,
            Organization.country,
            Listing.sectors,
            Listing.technologies,
            Listing.trl,
            Listing.collaborations,
            func.coalesce(_OFFER.c.type, ""),
        )
        .join(Organization, Organization.id == Listing.organization_id)
        .outerjoin(_OFFER, _OFFER.c.id == Listing.id)
        .where(
            Listing.state == "published",
            Listing.disclosure == "blind",
            Organization.country.in_(_around(country)),
        )
    )
    query = visible(query, actor, Permission.LISTING_READ)
    return [
        Blind(row[1], blind_places(row[0], *row[2:]))
        for some in chunked(_without_country(session, actor, country))
        for row in session.execute(query.where(Listing.id.in_(some)))
    ]


def _without_country(session: Session, actor: Actor, country: str) -> list[int]:
    """The listings of the country's region that show a region and no country: the blind ones.

    Without them the database would read all that is published for a few.
    """
    view = state_of(session).look(session, actor)
    around = view.catalogue.having("region", (v.region_of(country),))
    told = view.catalogue.having("country", _around(country))
    blind = ids_of(fitted(view.visible, view.catalogue.words) & around & ~told)
    return [int(listing) for listing in blind]


def countries_around(session: Session, country: str) -> set[str]:
    """The countries of the region with organizations that could have a listing."""
    query = select(Organization.country).where(
        Organization.country.in_(_around(country)), Organization.type != "secretariat"
    )
    return set(session.scalars(query.distinct()))


def blind_places(
    kind: str,
    sectors: Iterable[str],
    technologies: Iterable[str],
    trl: int | None,
    wanted: Sequence[str],
    offer_type: str,
) -> frozenset[Place]:
    """Every cell that a listing counts in."""
    codes = [("kind", kind), ("trl", str(trl)), ("type", offer_type)]
    codes += [("sector", code) for code in sectors]
    codes += [("technology", code) for code in technologies]
    codes += [("collaboration", code) for code in wanted]
    return frozenset(place for facet, code in codes for place in _places(facet, code, kind))


def _coded(view: View, kind: str, among: Bits | None = None) -> Counter[tuple[str, str]]:
    """``(facet, code)`` → how many visible listings of the kind have it."""
    catalogue = view.catalogue
    own = fitted(view.visible, catalogue.words) & catalogue.having("kind", (kind,))
    counts = catalogue.count(_COUNTED, own if among is None else own & among)
    return Counter(
        {
            (facet, code): number
            for facet, codes in counts.items()
            for code, number in codes.items()
            if facet != "trl" or code.isdecimal()  # and not a range of them
        }
    )


def _places(facet: str, code: str, kind: str) -> list[Place]:
    """The cells that a code of a listing puts it in."""
    if facet == "kind":
        own: list[Place] = [("all", "all", kind)]
        return [*own, ("capacity", kind, "")] if kind in CAPACITY else own
    if facet == "trl":
        return [("trl", _band(code), kind)]
    if facet in ("sector", "technology"):
        return [(facet, code, kind)]
    offered = facet in ("type", "collaboration") and kind != "need" and code in CAPACITY
    return [("capacity", code, "")] if offered else []


def _band(trl: str) -> str:
    if not trl.isdecimal():
        return "untold"
    return "research" if int(trl) <= 3 else "development" if int(trl) <= 6 else "deployment"


def _around(country: str) -> list[str]:
    return [code for code in v.COUNTRIES if v.region_of(code) == v.region_of(country)]
