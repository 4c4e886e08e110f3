"""The secretariat's desk: what waits for a decision, what waits for others, what was decided."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, visible
from matchmaker.services.introduction_lists import WITH_PARTIES
from matchmaker.services.introduction_views import holder
from models import AuditEvent, Introduction, Listing
from models import vocabulary as v

#: What waits longer than this is marked as overdue.
DUE_AFTER: Final = dt.timedelta(days=5)
RECENT: Final = 10
_HANDED_IN: Final = {
    "listing": ("listing.submit",),
    "introduction": ("introduction.request", "introduction.give_information"),
    "others": ("introduction.ask_information", "introduction.approve"),
}
_RECUSED: Final = "Your own organization: another officer decides"
_DECISIONS: Final = {
    "listing.publish": "Listing published",
    "listing.request_changes": "Changes requested",
    "introduction.approve": "Introduction approved",
    "introduction.refuse": "Introduction refused",
    "introduction.ask_information": "More information asked for",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the desk. ``since`` is when it began to wait for ``holder``."""

    noun: Literal["listing", "introduction"]
    what: str
    reference: str
    title: str
    summary: str
    since: dt.datetime
    holder: str
    flags: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the secretariat has decided, when, and on which thing."""

    at: dt.datetime
    text: str
    noun: str
    reference: str


def to_decide(session: Session, actor: Actor, *, now: dt.datetime) -> list[Case]:
    """The listings to check and the introductions to decide, the oldest first."""
    cases = [*_listings(session, actor, now), *_introductions(session, actor, now)]
    return sorted(cases, key=lambda case: (case.since, case.reference))


def with_others(session: Session, actor: Actor) -> list[Case]:
    """The introductions that wait for a party, the oldest first."""
    rows = _in_states(session, actor, ("needs_information", "approved"))
    since = _since(session, "others", [row.reference for row in rows])
    cases = [
        _introduction(
            row,
            since.get(row.reference, row.requested_at),
            recused=_is_recused(actor, row),
        )
        for row in rows
    ]
    return sorted(cases, key=lambda case: (case.since, case.reference))


def decided(session: Session) -> list[Decision]:
    """The latest decisions of the secretariat, newest first."""
    query = (
        select(AuditEvent)
        .where(
            AuditEvent.action.in_(_DECISIONS),
            AuditEvent.role.in_(("officer", "approver")),
        )
        .order_by(AuditEvent.id.desc())
        .limit(RECENT)
    )
    return [
        Decision(event.at, _DECISIONS[event.action], event.subject_type, event.subject_reference)
        for event in session.scalars(query)
    ]


def _listings(session: Session, actor: Actor, now: dt.datetime) -> list[Case]:
    query = (
        select(Listing)
        .where(Listing.state == "submitted")
        .options(joinedload(Listing.organization))
    )
    rows = list(session.scalars(visible(query, actor, Permission.LISTING_REVIEW)))
    since = _since(session, "listing", [row.reference for row in rows])
    return [
        Case(
            noun="listing",
            what=f"{v.LISTING_KINDS.label(row.kind)} to check",
            reference=row.reference,
            title=row.title,
            summary=row.organization.name,
            since=(began := since.get(row.reference, row.updated_at)),
            holder="Secretariat",
            flags=("Blind",) if row.disclosure == "blind" else (),
            late=now - began > DUE_AFTER,
        )
        for row in rows
    ]


def _introductions(session: Session, actor: Actor, now: dt.datetime) -> list[Case]:
    rows = _in_states(session, actor, ("requested",))
    since = _since(session, "introduction", [row.reference for row in rows])
    cases = []
    for row in rows:
        began = since.get(row.reference, row.requested_at)
        late = now - began > DUE_AFTER
        cases.append(_introduction(row, began, recused=_is_recused(actor, row), late=late))
    return cases


def _introduction(
    row: Introduction, since: dt.datetime, *, recused: bool, late: bool = False
) -> Case:
    """Titles in place of names for an officer of a party: names come with the last key."""
    titles = [party.listing.title for party in row.parties]
    names = titles if recused else [party.organization.name for party in row.parties]
    return Case(
        noun="introduction",
        what=v.INTRODUCTION_STATES.label(row.state),
        reference=row.reference,
        title=" ↔ ".join(names),
        summary="" if recused else " · ".join(titles),
        since=since,
        holder=holder(row),
        flags=(_RECUSED,) if recused and row.state == "requested" else (),
        late=late,
    )


def _is_recused(actor: Actor, row: Introduction) -> bool:
    return not allows(actor, Permission.INTRODUCTION_DECIDE, row)


def _in_states(session: Session, actor: Actor, states: Collection[str]) -> list[Introduction]:
    query = select(Introduction).where(Introduction.state.in_(states)).options(*WITH_PARTIES)
    return list(session.scalars(visible(query, actor, Permission.INTRODUCTION_READ)))


def _since(session: Session, step: str, references: Collection[str]) -> dict[str, dt.datetime]:
    """Reference → when the last of the step's actions happened, from the audit log."""
    query = (
        select(AuditEvent.subject_reference, func.max(AuditEvent.at))
        .where(
            AuditEvent.subject_reference.in_(references),
            AuditEvent.action.in_(_HANDED_IN[step]),
        )
        .group_by(AuditEvent.subject_reference)
    )
    return {row[0]: row[1] for row in session.execute(query)}
