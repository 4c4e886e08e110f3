"""The secretariat's desk: what waits for a decision, what waits for others, what was decided."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import screening
from matchmaker.services.bulk_approval import is_plain
from matchmaker.services.introduction_lists import WITH_PARTIES
from matchmaker.services.introduction_secrecy import may_know_names, shown_state
from matchmaker.services.introduction_views import holder
from matchmaker.services.secretariat_queue import Waiting
from models import AuditEvent, Introduction, Listing
from models import vocabulary as v

RECENT: Final = 10
_DECIDED_HERE: Final = ("requested", "screened")
_Made = dict[tuple[str, int], "Case"]
_RECUSED: Final = N_("Your own interest: another officer decides")
_ANOTHER: Final = N_("You have decided already: another officer looks now")
#: Of each kind what a new one is called, and one with a change.
_TO_CHECK: Final = {
    "offer": (N_("Offer to check"), N_("Offer: a change to check")),
    "need": (N_("Need to check"), N_("Need: a change to check")),
    "capability": (N_("Capability to check"), N_("Capability: a change to check")),
}
_DECISIONS: Final = {
    "listing.publish": N_("Listing published"),
    "listing.request_changes": N_("Changes requested"),
    "listing.publish_change": N_("Change published"),
    "listing.return_change": N_("Change returned"),
    "introduction.pass_on": N_("Introduction passed on to a second officer"),
    "introduction.approve": N_("Introduction approved"),
    "introduction.refuse": N_("Introduction refused"),
    "introduction.ask_information": N_("More information asked for"),
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


def cases(
    session: Session, actor: Actor, waiting: Sequence[Waiting], *, now: dt.datetime
) -> list[Case]:
    """The lines of what waits, in the same order; only what is shown should be asked for."""
    made = {
        **_listings(session, _of("listing", waiting), now),
        **_introductions(session, actor, _of("introduction", waiting), now),
    }
    return [made[one.noun, one.id] for one in waiting if (one.noun, one.id) in made]


def _of(noun: str, waiting: Sequence[Waiting]) -> dict[int, Waiting]:
    return {one.id: one for one in waiting if one.noun == noun}


def _listings(session: Session, waiting: dict[int, Waiting], now: dt.datetime) -> _Made:
    query = select(Listing).where(Listing.id.in_(waiting)).options(joinedload(Listing.organization))
    return {
        ("listing", row.id): Case(
            noun="listing",
            what=_to_check(row),
            reference=row.reference,
            title=row.title,
            summary=row.organization.name,
            since=waiting[row.id].since,
            holder=N_("Secretariat"),
            flags=("Blind",) if row.disclosure == "blind" else (),
            late=waiting[row.id].is_late(now),
        )
        for row in session.scalars(query)
    }


def _to_check(listing: Listing) -> str:
    new, changed = _TO_CHECK[listing.kind]
    return new if listing.state == "submitted" else changed


def _introductions(
    session: Session, actor: Actor, waiting: dict[int, Waiting], now: dt.datetime
) -> _Made:
    """One who is recused is told that another decides."""
    query = select(Introduction).where(Introduction.id.in_(waiting)).options(*WITH_PARTIES)
    rows = list(session.scalars(query))
    undecided = [row for row in rows if row.state in _DECIDED_HERE]
    points = dict(zip(undecided, screening.points_for_each(session, undecided), strict=True))
    made: _Made = {}
    for row in rows:
        case = _introduction(actor, row, waiting[row.id], now)
        if row in points and allows(actor, Permission.INTRODUCTION_DECIDE, row):
            flags = [v.SCREENING_POINTS.label(code) for code in screening.flags(points[row])]
            flags += ["Appeal"] if row.appealed_at else []
            case = replace(case, flags=tuple(flags), plain=is_plain(row, points[row]))
        made["introduction", row.id] = case
    return made


def _introduction(actor: Actor, row: Introduction, waiting: Waiting, now: dt.datetime) -> Case:
    """Titles in place of names for an officer of a party: names come with the last key."""
    closed = not may_know_names(actor, row)
    titles = [party.listing.title for party in row.parties]
    names = titles if closed else [party.organization.name for party in row.parties]
    decides = allows(actor, Permission.INTRODUCTION_DECIDE, row)
    here = row.state in _DECIDED_HERE
    return Case(
        noun="introduction",
        what=v.INTRODUCTION_STATES.label(shown_state(actor, row)),
        reference=row.reference,
        title=" ↔ ".join(names),
        summary="" if closed else " · ".join(titles),
        since=waiting.since,
        holder=holder(actor, row),
        flags=() if decides or not here else (_why_not(actor, row),),
        late=here and waiting.is_late(now),
        decides=decides,
    )


def _why_not(actor: Actor, row: Introduction) -> str:
    return _ANOTHER if may_know_names(actor, row) else _RECUSED
