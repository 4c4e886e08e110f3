"""Who could work with whom in the whole network, by organization: open listings alone.

Counted by the worker, as all figures of the desk, from the first places of the needs' lists.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.ranking.diversity import WINDOW
from models import Listing, ListingCode, Match, Organization

FIGURE: Final = "network"
NODES: Final = 60  # organizations drawn: more cannot be read
BANDS: Final = ("strong", "good")


@dataclass(frozen=True, slots=True)
class Member:
    """An organization of the picture; ``proposals`` in which its listings stand."""

    reference: str
    name: str
    type: str
    country: str
    proposals: int


@dataclass(frozen=True, slots=True)
class Tie:
    """``wants`` has needs that listings of ``helps`` could meet; references."""

    wants: str
    helps: str
    band: str
    proposals: int


@dataclass(frozen=True, slots=True)
class WholeNetwork:
    """The best connected ``members`` of ``of`` organizations, by reference, and their ties."""

    members: Mapping[str, Member]
    ties: list[Tie]
    of: int


def count(session: Session) -> dict[str, dict[str, Any]]:
    """Sector of the need, ``""`` for all → ``{"of": organizations, "ties": [[…], …]}``.

    A tie is ``[wanting organization's id, helping one's, band, proposals]``.
    """
    found: dict[str, list[list[Any]]] = defaultdict(list)
    for sector, *tie in session.execute(_ties(by_sector=True)):
        found[sector].append(tie)
    found[""] = [tie for _, *tie in session.execute(_ties(by_sector=False))]
    return {sector: _best_connected(ties) for sector, ties in found.items()}


def _ties(*, by_sector: bool) -> Select[Any]:
    need, other = aliased(Listing.__table__), aliased(Listing.__table__)
    code = aliased(ListingCode)
    group = [need.c.organization_id, other.c.organization_id, Match.band]
    sector = code.code if by_sector else func.coalesce("", "")
    query = (
        select(sector, *group, func.count())
        .select_from(Match)
        .join(need, need.c.id == Match.listing_id)
        .join(other, other.c.id == Match.counterpart_id)
        .where(
            Match.band.in_(BANDS),
            Match.rank <= WINDOW,
            need.c.kind == "need",
            *(side.c.state == "published" for side in (need, other)),
            *(side.c.disclosure == "open" for side in (need, other)),
        )
    )
    if by_sector:
        query = query.join(code, and_(code.listing_id == need.c.id, code.facet == "sector"))
        return query.group_by(sector, *group)
    return query.group_by(*group)


def _best_connected(ties: list[list[Any]]) -> dict[str, Any]:
    weights: Counter[int] = Counter()
    for wants, helps, _band, proposals in ties:
        weights[wants] += proposals
        weights[helps] += proposals
    kept = {key for key, _ in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:NODES]}
    return {
        "of": len(weights),
        "ties": [tie for tie in ties if tie[0] in kept and tie[1] in kept],
    }


def whole(
    session: Session, actor: Actor, figure: Mapping[str, Any], sector: str, band: str
) -> WholeNetwork:
    """What was counted for ``sector``, narrowed to ``band``; empty ones narrow nothing."""
    counted = figure.get(sector, {"of": 0, "ties": []})
    ties = [tie for tie in counted["ties"] if band in ("", tie[2])]
    weights: Counter[int] = Counter()
    for wants, helps, _band, proposals in ties:
        weights.update({wants: proposals})
        weights.update({helps: proposals})
    query = visible(select(Organization), actor, Permission.ORGANIZATION_READ)
    rows = {row.id: row for row in session.scalars(query.where(Organization.id.in_(weights)))}
    members = {
        row.reference: Member(row.reference, row.name, row.type, row.country, weights[row.id])
        for row in sorted(rows.values(), key=lambda row: (-weights[row.id], row.name, row.id))
    }
    shown = [
        Tie(rows[wants].reference, rows[helps].reference, name, proposals)
        for wants, helps, name, proposals in ties
        if wants in rows and helps in rows
    ]
    shown.sort(key=lambda tie: (BANDS.index(tie.band), -tie.proposals, tie.wants, tie.helps))
    return WholeNetwork(members, shown, counted["of"])
