"""The secretariat's desk: what waits for a decision, what waits for others, what was decided."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, visible
from matchmaker.services import screening
from matchmaker.services.bulk_approval import is_plain
from matchmaker.services.introduction_lists import WITH_PARTIES
from matchmaker.services.introduction_secrecy import may_know_names, shown_state
from matchmaker.services.introduction_views import holder
from models import AuditEvent, Introduction, Listing
from models import vocabulary as v

#: What waits longer than this is marked as overdue.
DUE_AFTER: Final = dt.timedelta(days=5)
RECENT: Final = 10
_HANDED_IN: Final = {
    "listing": ("listing.submit",),
    "introduction": (
        "introduction.request",
        "introduction.give_information",
        "introduction.pass_on",
        "introduction.appeal",
    ),
    "others": ("introduction.ask_information", "introduction.approve"),
}
_DECIDED_HERE: Final = ("requested", "screened")
_RECUSED: Final = "Your own interest: another officer decides"
_ANOTHER: Final = "You have decided already: another officer looks now"
_DECISIONS: Final = {
    "listing.publish": "Listing published",
    "listing.request_changes": "Changes requested",
    "introduction.pass_on": "Introduction passed on to a second officer",
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
    plain: bool = False  # can be approved together with others
    decides: bool = True  # the reader, and not another officer


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
    cases = [_introduction(actor, row, since.get(row.reference, row.requested_at)) for row in rows]
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
    """Those that wait for an officer; one who is recused is told that another decides."""
    rows = _in_states(session, actor, ("requested", "screened"))
    since = _since(session, "introduction", [row.reference for row in rows])
    points = dict(zip(rows, screening.points_for_each(session, rows), strict=True))
    cases = []
    for row in rows:
        began = since.get(row.reference, row.requested_at)
        late = now - began > DUE_AFTER
        case = _introduction(actor, row, began, late=late)
        if allows(actor, Permission.INTRODUCTION_DECIDE, row):
            flags = [v.SCREENING_POINTS.label(code) for code in screening.flags(points[row])]
            flags += ["Appeal"] if row.appealed_at else []
            case = replace(case, flags=tuple(flags), plain=is_plain(row, points[row]))
        cases.append(case)
    return cases


def _introduction(
    actor: Actor, row: Introduction, since: dt.datetime, *, late: bool = False
) -> Case:
    """Titles in place of names for an officer of a party: names come with the last key."""
    closed = not may_know_names(actor, row)
    titles = [party.listing.title for party in row.parties]
    names = titles if closed else [party.organization.name for party in row.parties]
    decides = allows(actor, Permission.INTRODUCTION_DECIDE, row)
    return Case(
        noun="introduction",
        what=v.INTRODUCTION_STATES.label(shown_state(actor, row)),
        reference=row.reference,
        title=" ↔ ".join(names),
        summary="" if closed else " · ".join(titles),
        since=since,
        holder=holder(actor, row),
        flags=() if decides or row.state not in _DECIDED_HERE else (_why_not(actor, row),),
        late=late,
        decides=decides,
    )


def _why_not(actor: Actor, row: Introduction) -> str:
    return _ANOTHER if may_know_names(actor, row) else _RECUSED


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
