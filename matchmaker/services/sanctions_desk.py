"""What the secretariat's pages show of sanctions: what waits, what was decided, side by side."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import condition, visible
from matchmaker.services.sanctions_lists import in_use
from matchmaker.workflow.sanctions import TABLE
from matchmaker.workflow.transitions import possible
from models import (
    Organization,
    SanctionsCheck,
    SanctionsEntry,
    SanctionsHit,
    SanctionsList,
)
from models import vocabulary as v

PER_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A hit beside its organization. ``is_listed``: the list in use still has the entry."""

    reference: str
    organization: str
    organization_country: str
    organization_type: str
    organization_website: str
    organization_summary: str
    name: str
    aliases: tuple[str, ...]
    type: str
    country: str
    programme: str
    remark: str
    matched: str
    score: float
    state: str
    found_at: dt.datetime
    list_label: str
    is_listed: bool
    decided_by: str
    decided_at: dt.datetime | None
    note: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """One page of the hits of one state. ``to_check`` organizations are not compared yet."""

    in_use: SanctionsList | None
    counts: dict[str, int]
    to_check: int
    cases: list[Case]
    page: int
    pages: int


def desk(session: Session, actor: Actor, *, state: str, page: int = 1) -> Desk:
    """The hits of ``state``: open ones the oldest first, decided ones the latest first."""
    counts = count(session, actor)
    pages = max(1, -(-counts[state] // PER_PAGE))
    page = min(max(1, page), pages)
    oldest_first = (SanctionsHit.found_at, SanctionsHit.score.desc(), SanctionsHit.id)
    latest_first = (SanctionsHit.decided_at.desc(), SanctionsHit.id.desc())
    query = (
        visible(select(SanctionsHit), actor, Permission.SANCTIONS_DECIDE)
        .where(SanctionsHit.state == state)
        .order_by(*(oldest_first if state == "open" else latest_first))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .options(joinedload(SanctionsHit.organization), joinedload(SanctionsHit.decided_by))
    )
    rows = list(session.scalars(query))
    listed = _listed(session, rows)
    cases = [_case(row, row.fingerprint in listed) for row in rows]
    current = in_use(session)
    return Desk(current, counts, _to_check(session, current), cases, page, pages)


def case(session: Session, hit: SanctionsHit) -> Case:
    """One hit with everything that a decision needs."""
    return _case(hit, hit.fingerprint in _listed(session, [hit]))


def count(session: Session, actor: Actor) -> dict[str, int]:
    """How many hits of each state the actor may decide."""
    query = (
        select(SanctionsHit.state, func.count())
        .where(condition(actor, Permission.SANCTIONS_DECIDE))
        .group_by(SanctionsHit.state)
    )
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    return {state: found.get(state, 0) for state in v.SANCTIONS_HIT_STATES}


def _to_check(session: Session, current: SanctionsList | None) -> int:
    """How many organizations wait for their first comparison with the list in use."""
    if current is None:
        return 0
    compared = select(SanctionsCheck.organization_id).where(SanctionsCheck.list_id == current.id)
    query = select(func.count(Organization.id)).where(
        Organization.type != "secretariat", Organization.id.not_in(compared)
    )
    return session.scalar(query) or 0


def _listed(session: Session, rows: list[SanctionsHit]) -> set[str]:
    """The fingerprints among them that the list in use holds."""
    query = (
        select(SanctionsEntry.fingerprint)
        .join(SanctionsList, SanctionsList.id == SanctionsEntry.list_id)
        .where(SanctionsList.in_use, SanctionsEntry.fingerprint.in_([r.fingerprint for r in rows]))
    )
    return set(session.scalars(query))


def _case(row: SanctionsHit, is_listed: bool) -> Case:
    organization = row.organization
    return Case(
        reference=row.reference,
        organization=organization.name,
        organization_country=organization.country,
        organization_type=organization.type,
        organization_website=organization.website,
        organization_summary=organization.summary,
        name=row.name,
        aliases=tuple(row.aliases),
        type=row.type,
        country=row.country,
        programme=row.programme,
        remark=row.remark,
        matched=row.matched,
        score=row.score,
        state=row.state,
        found_at=row.found_at,
        list_label=row.list_label,
        is_listed=is_listed,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        note=row.note,
        actions=tuple(possible(TABLE, row.state)),
    )
