"""Milestones that members report for COPs and summits: write, change, read."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require, visible
from matchmaker.services import audit
from models import Milestone, Organization
from models import vocabulary as v
from models.milestone import MILESTONE_TEXT_MAX, MILESTONE_TITLE_MAX

LINK_MAX: Final = 300
PER_PAGE: Final = 50
_FIELDS: Final = ("event", "activity", "title", "text", "state", "achieved_on", "link")
_LISTS: Final = {
    "event": v.SUMMITS,
    "activity": v.PILLAR_ACTIVITIES,
    "state": v.MILESTONE_STATES,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the secretariat asks for; an empty code asks for all."""

    event: str = ""
    activity: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class MilestonePage:
    milestones: Sequence[Milestone]
    total: int
    page: int
    pages: int
    by_event: Mapping[str, int]  # of everything, whatever is asked for


def report(
    session: Session,
    actor: Actor,
    organization: Organization,
    values: Mapping[str, Any],
    *,
    now: dt.datetime,
) -> Milestone:
    """A representative reports a milestone; ``InvalidFields`` says what cannot be taken."""
    require(actor, Permission.MILESTONE_REPORT, organization)
    clean = _clean(values, now.date())
    milestone = Milestone(organization=organization, created_at=now, updated_at=now, **clean)
    session.add(milestone)
    session.flush()
    _log(session, actor, milestone, "milestone.report", now, event=milestone.event)
    return milestone


def change(
    session: Session,
    actor: Actor,
    milestone: Milestone,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    now: dt.datetime,
) -> None:
    """Take new values; ``Conflict`` when somebody changed it since ``version`` was read."""
    require(actor, Permission.MILESTONE_EDIT, milestone)
    if version not in (None, milestone.version):
        raise Conflict("Somebody else has changed this milestone meanwhile. Read it again.")
    clean = _clean(values, now.date())
    changed = [name for name in _FIELDS if getattr(milestone, name) != clean[name]]
    if not changed:
        return
    for name in changed:
        setattr(milestone, name, clean[name])
    milestone.updated_at = now
    session.flush()
    _log(session, actor, milestone, "milestone.change", now, fields=changed)


def remove(session: Session, actor: Actor, milestone: Milestone, *, now: dt.datetime) -> None:
    """Take a milestone back; the log keeps that it was there."""
    require(actor, Permission.MILESTONE_EDIT, milestone)
    _log(session, actor, milestone, "milestone.remove", now, event=milestone.event)
    session.delete(milestone)
    session.flush()


def of_organization(
    session: Session, actor: Actor, organization: Organization
) -> Sequence[Milestone]:
    """The organization's milestones that the actor may read, the next event first."""
    query = visible(select(Milestone), actor, Permission.MILESTONE_READ)
    rows = session.scalars(query.where(Milestone.organization_id == organization.id))
    order = {event: place for place, event in enumerate(v.SUMMITS)}
    return sorted(rows, key=lambda row: (-order.get(row.event, -1), row.title, row.id))


def find(session: Session, actor: Actor, wanted: Wanted) -> MilestonePage:
    """One page of all milestones that the actor may read, the latest change first."""
    asked = {name: getattr(wanted, name) for name in _LISTS if getattr(wanted, name)}
    query = visible(select(Milestone), actor, Permission.MILESTONE_READ).filter_by(**asked)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, wanted.page), pages)
    order = (Milestone.updated_at.desc(), Milestone.id.desc())
    rows = session.scalars(query.order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return MilestonePage(rows.all(), total, page, pages, _by_event(session, actor))


def _by_event(session: Session, actor: Actor) -> dict[str, int]:
    query: Select[str] = visible(select(Milestone.event), actor, Permission.MILESTONE_READ)
    found = Counter(session.scalars(query))
    return {event: found[event] for event in v.SUMMITS if event in found}


def _clean(values: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    clean = {name: values.get(name) or "" for name in _FIELDS}
    clean = {k: value.strip() if isinstance(value, str) else value for k, value in clean.items()}
    clean["achieved_on"] = clean["achieved_on"] or None
    if problems := _problems(clean, today):
        raise InvalidFields(problems)
    return clean


def _problems(values: Mapping[str, Any], today: dt.date) -> dict[str, str]:
    problems = {
        name: "choose one from the list"
        for name, known in _LISTS.items()
        if values[name] not in known
    }
    limits = {"title": MILESTONE_TITLE_MAX, "text": MILESTONE_TEXT_MAX, "link": LINK_MAX}
    for name, most in limits.items():
        if len(values[name]) > most:
            problems[name] = f"use at most {most:,} characters"
    if not values["title"]:
        problems["title"] = "say in one line what is to be reached"
    link = values["link"]
    if link and (not link.startswith("https://") or any(map(str.isspace, link)) or len(link) < 12):
        problems["link"] = "give an address that starts with https://"
    return {**problems, **_day_problem(values, today)}


def _day_problem(values: Mapping[str, Any], today: dt.date) -> dict[str, str]:
    day, is_achieved = values["achieved_on"], values["state"] == "achieved"
    if is_achieved and day is None:
        return {"achieved_on": "say on which day it was achieved"}
    if day is not None and not is_achieved:
        return {"achieved_on": "leave this empty until the milestone is achieved"}
    if day is not None and day > today:
        return {"achieved_on": "must not lie in the future"}
    return {}


def _log(
    session: Session,
    actor: Actor,
    milestone: Milestone,
    action: str,
    now: dt.datetime,
    **details: object,
) -> None:
    audit.record(session, actor, action, "milestone", milestone.reference, now=now, details=details)
