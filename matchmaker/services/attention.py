"""How the stored lists share attention, and what putting them in order changes about it."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import fsum

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.ranking.attention import Sharing, attention, sharing
from matchmaker.services.market import load_market
from matchmaker.services.match_order import Lists, list_order, stored_rows
from models import Listing, Organization
from models import vocabulary as v

Attention = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Part:
    """A region's share of the listings of a side, and of the attention that these get."""

    region: str
    listings: int
    of_listings: float
    by_score: float
    as_ordered: float


@dataclass(frozen=True, slots=True)
class Side:
    """Those who are shown on one side of the market: ``by_score`` alone, and ``as_ordered``."""

    name: str
    lists: int
    listings: int
    by_score: Sharing
    as_ordered: Sharing
    regions: tuple[Part, ...]


def measure(session: Session, *, now: dt.datetime) -> list[Side]:
    """Both sides of the market as it is stored: what needs are shown, and what shows needs.

    *By score* means no damping, no chance for new ones and no weight; the rule that no
    organization fills a list holds in both. Blind listings are counted in their region.
    """
    market = load_market(session, now=now)
    lists: Lists = {
        key: [row[:2] for row in rows] for key, rows in stored_rows(session, market).items()
    }
    plain = list_order(session, market, lists, now=now, strength=0.0, weight=0.0)
    ordered = list_order(session, market, lists, now=now)
    regions = _regions(session, market.hashes.keys())
    sides = []
    for name, readers, shown in (
        ("offers and capabilities", market.needs, market.documents),
        ("needs", market.documents, market.needs),
    ):
        own = [rows for key, rows in lists.items() if key in readers]
        before, after = (
            attention(([p.key for p in order.places(rows)] for rows in own), shown)
            for order in (plain, ordered)
        )
        sides.append(_side(name, len(own), before, after, regions))
    return sides


def _side(
    name: str, lists: int, before: Attention, after: Attention, regions: Mapping[int, str]
) -> Side:
    return Side(
        name=name,
        lists=lists,
        listings=len(after),
        by_score=sharing(before),
        as_ordered=sharing(after),
        regions=_parts(before, after, regions),
    )


def _parts(before: Attention, after: Attention, regions: Mapping[int, str]) -> tuple[Part, ...]:
    own: dict[str, list[int]] = {code: [] for code in (*v.REGIONS, "")}
    for key in after:
        own[regions[key]].append(key)
    return tuple(
        Part(
            region=v.REGIONS.label(code) or "Elsewhere",
            listings=len(keys),
            of_listings=len(keys) / len(after),
            by_score=_share(before, keys),
            as_ordered=_share(after, keys),
        )
        for code, keys in own.items()
        if keys
    )


def _share(found: Attention, keys: Collection[int]) -> float:
    total = fsum(found.values())
    return fsum(found[key] for key in keys) / total if total else 0.0


def _regions(session: Session, keys: Collection[int]) -> dict[int, str]:
    query = select(Listing.id, Organization.country).join(
        Organization, Organization.id == Listing.organization_id
    )
    return {key: v.region_of(country) for key, country in session.execute(query) if key in keys}
