"""How much each organization is shown, asked and heard from; for the secretariat alone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from matchmaker.phrases import N_
from matchmaker.ranking.diversity import WINDOW
from matchmaker.services.desk_slices import PER_PAGE, Slice, page_within
from matchmaker.workflow.introductions import MAX_OPEN_PER_LISTING
from models import (
    AuditEvent,
    Consent,
    Introduction,
    IntroductionParty,
    Listing,
    Match,
    Membership,
    Organization,
)
from models.introduction import OPEN_STATES

FIGURE: Final = "organizations"
SORTS: Final[Mapping[str, str]] = {
    "shown": N_("Most shown"),
    "unseen": N_("Least shown"),
    "open": N_("Most open introductions"),
    "slow": N_("Slowest to answer"),
    "silent": N_("Least answered"),
    "listings": N_("Most listings"),
    "away": N_("Longest not signed in"),
    "name": "Name",
}
#: The columns of a row of the figure, in their order.
_COLUMNS: Final = ("listings", "shown", "open", "full", "asked", "answered", "days", "seen")
_DAY: Final = 86_400
_L = Listing.__table__.c
_PARTY = IntroductionParty


@dataclass(frozen=True, slots=True)
class Load:
    """``shown``: places in first tens. ``full``: listings in as many open introductions as allowed.

    ``asked``: introductions in which it had to answer; ``days``: the mean until it did. ``seen``:
    when somebody of it last signed in.
    """

    listings: int = 0
    shown: int = 0
    open: int = 0
    full: int = 0
    asked: int = 0
    answered: int = 0
    days: float | None = None
    seen: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    reference: str
    name: str
    type: str
    country: str
    load: Load


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list is narrowed to, and its order, a key of ``SORTS``."""

    words: str = ""
    type: str = ""
    country: str = ""
    sort: str = "shown"


def count(session: Session, only: int | None = None) -> dict[str, list[Any]]:
    """Organization's id as text → its columns; one with nothing but noughts is left out."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for name, query in _queries(only).items():
        for key, value in session.execute(query):
            found[key][name] = value
    for key, (asked, answered, days) in _answers(session, only).items():
        found[key] |= {"asked": asked, "answered": answered, "days": days}
    for key, seen in _last_seen(session, only).items():
        found[key]["seen"] = seen.isoformat()
    return {str(key): [row.get(name) for name in _COLUMNS] for key, row in found.items()}


def _queries(only: int | None) -> dict[str, Select[Any]]:
    """Column → statement of organization and number."""
    listings = select(_L.organization_id, func.count()).where(_L.state == "published")
    shown = (
        select(_L.organization_id, func.count())
        .join_from(Match, Listing.__table__, _L.id == Match.counterpart_id)
        .where(Match.rank <= WINDOW)
    )
    still_open = (
        select(_PARTY.organization_id, func.count())
        .join(Introduction)
        .where(Introduction.state.in_(OPEN_STATES))
    )
    loads = (
        select(_PARTY.organization_id, _PARTY.listing_id)
        .join(Introduction)
        .where(Introduction.state.in_(OPEN_STATES))
        .group_by(_PARTY.organization_id, _PARTY.listing_id)
        .having(func.count() >= MAX_OPEN_PER_LISTING)
        .subquery()
    )
    full = select(loads.c.organization_id, func.count())
    queries = {"listings": listings, "shown": shown, "open": still_open, "full": full}
    return {name: _grouped(query, only) for name, query in queries.items()}


def _grouped(query: Select[Any], only: int | None) -> Select[Any]:
    organization = next(iter(query.selected_columns))
    query = query.group_by(organization)
    return query if only is None else query.where(organization == only)


def _answers(session: Session, only: int | None) -> dict[int, tuple[int, int, float | None]]:
    """Organization → approved introductions in which it is asked, answers, mean days to them."""
    query = (
        select(_PARTY.organization_id, Introduction.decided_at, Consent.at)
        .join(Introduction)
        .outerjoin(Consent, Consent.party_id == _PARTY.id)
        .where(
            _PARTY.position > 0,
            Introduction.decided_at.is_not(None),
            Introduction.state != "refused",
        )
    )
    if only is not None:
        query = query.where(_PARTY.organization_id == only)
    asked: dict[int, list[float | None]] = defaultdict(list)
    for key, days in _days(session.execute(query)):
        asked[key].append(days)
    found = {}
    for key, times in asked.items():
        given = [days for days in times if days is not None]
        mean = round(sum(given) / len(given), 1) if given else None
        found[key] = len(times), len(given), mean
    return found


def _days(rows: Iterable[Any]) -> Iterator[tuple[int, float | None]]:
    """Organization and days from the approval to the answer; ``None`` where there is none."""
    for organization, decided, answered in rows:
        yield (
            organization,
            None if answered is None else (answered - decided).total_seconds() / _DAY,
        )


def _last_seen(session: Session, only: int | None) -> dict[int, dt.datetime]:
    """From the audit log: sessions end and leave nothing behind."""
    members: dict[str, set[int]] = defaultdict(set)
    query = select(Membership.user_id, Membership.organization_id)
    if only is not None:
        query = query.where(Membership.organization_id == only)
    for user, organization in session.execute(query):
        members[f"user:{user}"].add(organization)
    signed_in = select(AuditEvent.subject_reference, func.max(AuditEvent.at)).where(
        AuditEvent.action == "user.signed_in"
    )
    if only is not None:
        signed_in = signed_in.where(AuditEvent.subject_reference.in_(members))
    found: dict[int, dt.datetime] = {}
    for reference, at in session.execute(signed_in.group_by(AuditEvent.subject_reference)):
        for organization in members.get(reference, ()):
            found[organization] = max(at, found.get(organization, at))
    return found


def load_of(columns: Sequence[Any] | None) -> Load:
    """A row of the figure as values; nothing counted is a load of noughts."""
    if columns is None:
        return Load()
    row = dict(zip(_COLUMNS, columns, strict=True))
    seen = dt.datetime.fromisoformat(row.pop("seen")) if row["seen"] else None
    row.pop("seen", None)
    days = row.pop("days")
    return Load(**{name: number or 0 for name, number in row.items()}, days=days, seen=seen)


def organizations(
    session: Session, counted: Mapping[str, list[Any]], chosen: Chosen, *, page: int
) -> Slice[OrganizationRow]:
    """Members as chosen, fifty at a time; names are read now, numbers as they were counted."""
    ids = _sorted(list(session.scalars(_matching(chosen))), counted, chosen.sort)
    page = page_within(page, len(ids))
    shown = ids[(page - 1) * PER_PAGE : page * PER_PAGE]
    columns = (
        Organization.id,
        Organization.reference,
        Organization.name,
        Organization.type,
        Organization.country,
    )
    found = {
        row[0]: OrganizationRow(*row[1:], load=load_of(counted.get(str(row[0]))))
        for row in session.execute(select(*columns).where(Organization.id.in_(shown)))
    }
    return Slice([found[key] for key in shown], len(ids), page)


def _matching(chosen: Chosen) -> Select[int]:
    query = (
        select(Organization.id)
        .where(Organization.type != "secretariat")
        .order_by(func.lower(Organization.name), Organization.id)
    )
    if chosen.words:
        query = query.where(Organization.name.icontains(chosen.words, autoescape=True))
    if chosen.type:
        query = query.where(Organization.type == chosen.type)
    if chosen.country:
        query = query.where(Organization.country == chosen.country)
    return query


def _sorted(ids: list[int], counted: Mapping[str, list[Any]], sort: str) -> list[int]:
    """By the figure; equal ones stay in the order of their names."""
    if sort == "name":
        return ids
    keys = {key: _place(counted.get(str(key)), sort) for key in ids}
    return sorted(ids, key=lambda key: keys[key])


def _place(columns: Sequence[Any] | None, sort: str) -> tuple[float | str, ...]:
    """Smaller stands first. Who was never asked, or never signed in, comes last or first."""
    listings, shown, still_open, full, asked, answered, days, seen = columns or [None] * 8
    return {
        "shown": (-(shown or 0),),
        "unseen": (shown or 0, -(listings or 0)),
        "open": (-(still_open or 0), -(full or 0)),
        "slow": (-(days if days is not None else -1.0),),
        "silent": ((answered or 0) / asked if asked else 2.0,),
        "listings": (-(listings or 0),),
        "away": (seen or "",),
    }[sort]


def load_now(session: Session, organization: Organization) -> Load:
    """The same numbers of one organization, counted at this moment."""
    counted = count(session, organization.id)
    return load_of(counted.get(str(organization.id)))


def listings_of(organization: Organization) -> Select[int]:
    """Ids of what it has published, the newest first; by id, so that its own index is used."""
    return (
        select(_L.id)
        .where(_L.organization_id == organization.id, _L.state == "published")
        .order_by(_L.id.desc())
    )
