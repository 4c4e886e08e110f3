"""Sanctions: which list is in use, what resembles it, and what the secretariat decides of it.

Nothing is ever refused because a name is alike. A hit is a question to a person.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit, sanctions_check
from matchmaker.services.sanctions_lists import in_use
from matchmaker.workflow.sanctions import TABLE
from matchmaker.workflow.transitions import next_state
from models import Organization, SanctionsCheck, SanctionsHit, SanctionsList

NOTE_MAX: Final = 1_000
_WORST_FIRST: Final = {"confirmed": 0, "open": 1, "cleared": 2}


@dataclass(frozen=True, slots=True)
class Hit:
    """A possible match as found. ``country`` is of the entry; ``matched`` the name that was met."""

    id: int
    reference: str
    score: float
    name: str
    type: str
    programme: str
    country: str
    matched: str
    list_label: str
    state: str
    found_at: dt.datetime
    decided_at: dt.datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Check:
    """When an organization was last compared, and with which list."""

    list_label: str
    checked_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of some organizations. ``label`` is of the list in use; empty: there is none.

    ``compared`` holds those that were compared with that list.
    """

    label: str
    hits: Mapping[int, Sequence[Hit]]
    compared: frozenset[int]


def listed(session: Session, organization_ids: Collection[int]) -> Listed:
    """Everything that a decision about these organizations rests on, in three statements."""
    current = in_use(session)
    label = current.label if current else ""
    done = checks(session, organization_ids)
    return Listed(
        label,
        hits(session, organization_ids),
        frozenset(number for number, check in done.items() if check.list_label == label),
    )


def list_in_use(session: Session) -> SanctionsList | None:
    """The list that holds now; ``None`` where none has been loaded."""
    return in_use(session)


def hits(session: Session, organization_ids: Collection[int]) -> dict[int, list[Hit]]:
    """Organization → everything found about it, confirmed first, then open; others are absent."""
    query = select(SanctionsHit).where(SanctionsHit.organization_id.in_(organization_ids))
    found: dict[int, list[Hit]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.organization_id].append(_hit(row))
    for ones in found.values():
        ones.sort(key=lambda hit: (_WORST_FIRST[hit.state], -hit.score, hit.id))
    return dict(found)


def checks(session: Session, organization_ids: Collection[int]) -> dict[int, Check]:
    """Organization → its last comparison; absent where it has not been compared yet."""
    query = (
        select(SanctionsCheck.organization_id, SanctionsList.label, SanctionsCheck.checked_at)
        .join(SanctionsList)
        .where(SanctionsCheck.organization_id.in_(organization_ids))
    )
    return {row[0]: Check(row[1], row[2]) for row in session.execute(query)}


def check_organizations(
    session: Session, organizations: Iterable[Organization], *, now: dt.datetime
) -> int:
    """Compare those that are due with the list in use; returns how many hits are new.

    Whoever was compared already, as it is now and with this list, costs nothing again.
    """
    session.flush()
    due = sanctions_check.due(session, organizations)
    return sanctions_check.write(session, sanctions_check.plan(session, due), now=now)


def decide(
    session: Session,
    actor: Actor,
    hit: SanctionsHit,
    action: str,
    *,
    note: str,
    now: dt.datetime,
) -> None:
    """``clear`` or ``confirm`` a hit, with the reason; a decision can be changed by another one."""
    require(actor, Permission.SANCTIONS_DECIDE, hit)
    said = note.strip()
    if not 0 < len(said) <= NOTE_MAX:
        reason = f"say in 1 to {NOTE_MAX:,} characters what the decision rests on"
        raise InvalidFields({"note": reason})
    perform(session, actor, hit, action, note=said, now=now)


def perform(
    session: Session, actor: Actor, hit: SanctionsHit, action: str, *, note: str, now: dt.datetime
) -> None:
    """The one door to another state: it is checked, written and logged together."""
    before, hit.state = hit.state, next_state(TABLE, action, hit.state)
    hit.decided_by_id, hit.decided_at, hit.note = actor.user_id, now, note
    details = {
        "organization": hit.organization.reference,
        "list": hit.list_label,
        "from": before,
        "note": note,
    }
    audit.record(
        session,
        actor,
        f"sanctions.{action}",
        "sanctions_hit",
        hit.reference,
        now=now,
        details=details,
    )


def _hit(row: SanctionsHit) -> Hit:
    return Hit(
        id=row.id,
        reference=row.reference,
        score=row.score,
        name=row.name,
        type=row.type,
        programme=row.programme,
        country=row.country,
        matched=row.matched,
        list_label=row.list_label,
        state=row.state,
        found_at=row.found_at,
        decided_at=row.decided_at,
        note=row.note,
    )
