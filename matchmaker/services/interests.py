"""An officer's own interests: who has one in an organization decides nothing about it."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import Conflict, InvalidFields, NotFound
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit
from models import DeclaredInterest, Organization

REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class Interest:
    id: int
    organization: str
    reason: str
    declared_at: dt.datetime


def standing(session: Session, actor: Actor) -> list[Interest]:
    """The interests that the actor has declared and not ended, the latest first."""
    query = (
        select(DeclaredInterest)
        .where(DeclaredInterest.user_id == actor.user_id, DeclaredInterest.ended_at.is_(None))
        .order_by(DeclaredInterest.id.desc())
        .options(joinedload(DeclaredInterest.organization))
    )
    return [
        Interest(row.id, row.organization.name, row.reason, row.declared_at)
        for row in session.scalars(query)
    ]


def choices(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """``(reference, name)`` of the organizations in which an interest can be declared."""
    query = (
        select(Organization.reference, Organization.name)
        .where(Organization.id.not_in(sorted(actor.partial_to)), Organization.type != "secretariat")
        .order_by(Organization.name)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def chosen(session: Session, reference: str) -> Organization:
    """The organization with this reference."""
    found = session.scalar(select(Organization).where(Organization.reference == reference))
    if found is None:
        raise NotFound("There is no such organization.")
    return found


def declare(
    session: Session, actor: Actor, organization: Organization, *, reason: str, now: dt.datetime
) -> DeclaredInterest:
    """Recuse the actor from every case of the organization, from now on."""
    require(actor, Permission.INTEREST_DECLARE)
    if not reason.strip():
        raise InvalidFields({"reason": "say in a few words what the interest is"})
    if len(reason) > REASON_MAX:
        raise InvalidFields(
            {"reason": phrase("must have at most %(most)s characters", most=REASON_MAX)}
        )
    if organization.id in actor.interests:
        raise Conflict("You have declared this interest already.")
    row = DeclaredInterest(
        user_id=actor.user_id,
        organization_id=organization.id,
        reason=reason.strip(),
        declared_at=now,
    )
    session.add(row)
    session.flush()
    _log(session, actor, "declare", organization, now)
    return row


def end(session: Session, actor: Actor, interest_id: int, *, now: dt.datetime) -> None:
    """The interest is over. What was declared stays on the record."""
    query = select(DeclaredInterest).where(
        DeclaredInterest.user_id == actor.user_id, DeclaredInterest.ended_at.is_(None)
    )
    row = next((one for one in session.scalars(query) if one.id == interest_id), None)
    if row is None:
        raise NotFound("There is no such interest.")
    row.ended_at = now
    session.flush()
    _log(session, actor, "end", row.organization, now)


def _log(
    session: Session, actor: Actor, step: str, organization: Organization, now: dt.datetime
) -> None:
    subject = ("organization", organization.reference)
    audit.record(session, actor, f"interest.{step}", *subject, now=now)
