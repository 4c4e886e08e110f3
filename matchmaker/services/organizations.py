"""Organizations as their people use them: the profile, the people, the own listings."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVarTuple

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectin_polymorphic, selectinload

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require, visible
from matchmaker.services import audit, matches
from matchmaker.services.listing_desk import ENDS_SOON, Desk, desk_of
from matchmaker.services.listing_views import ListingView, view
from models import Listing, ListingChange, Membership, Offer, Organization, User
from models import vocabulary as v
from models.identifiers import clean_identifiers

Ts = TypeVarTuple("Ts")

PER_PAGE: Final = 20
SUMMARY_MAX: Final = 2_000
WEBSITE_MAX: Final = 300
#: Roles of members without what each may do, which a list of people leaves out.
_IN_SHORT: Final[Mapping[str, str]] = {
    "contributor": N_("Contributor"),
    "representative": N_("Representative"),
}


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    job_title: str
    email: str
    roles: tuple[str, ...]  # labels
    is_active: bool


@dataclass(frozen=True, slots=True)
class OwnListings:
    """One page of an organization's listings, and how many of each state.

    What waits for the owner comes first, then the newest change.
    """

    entries: list[tuple[ListingView, Desk]]
    states: dict[str, int]
    page: int
    pages: int


def permitted(session: Session, actor: Actor, permission: Permission) -> list[Organization]:
    """The organizations on which the actor has the permission, by name."""
    query = visible(select(Organization), actor, permission)
    return list(session.scalars(query.order_by(Organization.name, Organization.id)))


def hideable(
    session: Session, *, owners: Sequence[Organization], also: Sequence[Organization] = ()
) -> list[Organization]:
    """The organizations with people who could read a listing; the owners and staff left out.

    ``also`` holds those that a listing is hidden from already, whether or not anybody is there.
    """
    has_people = exists().where(Membership.organization_id == Organization.id)
    query = select(Organization).where(
        or_(has_people, Organization.id.in_([known.id for known in also])),
        Organization.type != "secretariat",
        Organization.id.not_in([owner.id for owner in owners]),
    )
    return list(session.scalars(query.order_by(Organization.name, Organization.id)))


def people(session: Session, organization: Organization) -> list[Person]:
    """Everybody with a role in the organization, by name."""
    query = (
        select(User, Membership.role)
        .join(Membership)
        .where(Membership.organization_id == organization.id)
        .order_by(User.name, User.id, Membership.id)
    )
    roles: dict[User, list[str]] = {}
    for user, role in session.execute(query):
        roles.setdefault(user, []).append(_IN_SHORT.get(role) or v.ROLES.label(role))
    return [
        Person(user.name, user.job_title, user.email, tuple(held), user.is_active)
        for user, held in roles.items()
    ]


def own_listings(
    session: Session,
    actor: Actor,
    organization: Organization,
    *,
    state: str = "",
    page: int = 1,
    now: dt.datetime,
) -> OwnListings:
    """The organization's listings that ``actor`` may see, of one state or of all."""
    states = _count_states(session, actor, organization)
    total = states.get(state, 0) if state else sum(states.values())
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    query = _own(select(Listing), actor, organization)
    if state:
        query = query.where(Listing.state == state)
    rows = session.scalars(
        query.order_by(_needs_action(now).desc(), Listing.updated_at.desc(), Listing.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .options(
            joinedload(Listing.organization),
            selectinload(Listing.hidden_from),
            selectin_polymorphic(Listing, [Offer]),
        )
    ).all()
    counts = matches.counts(session, actor, [row.id for row in rows])
    entries = [(view(actor, row), desk_of(actor, row, counts, now=now)) for row in rows]
    return OwnListings(entries, states, page, pages)


def _needs_action(now: dt.datetime) -> ColumnElement[int]:
    """3: the secretariat asks for changes, or returned one; 2: ends soon; 1: has expired."""
    is_ending = Listing.valid_until < (now + ENDS_SOON).date()
    published = Listing.state == "published"
    return case(
        (or_(Listing.state == "changes_requested", published & _last_was_returned()), 3),
        (published & is_ending, 2),
        (Listing.state == "expired", 1),
        else_=0,
    )


def _last_was_returned() -> ColumnElement[bool]:
    last = select(func.max(ListingChange.id)).where(ListingChange.listing_id == Listing.id)
    return exists().where(
        ListingChange.id == last.correlate(Listing).scalar_subquery(),
        ListingChange.state == "returned",
    )


def _count_states(session: Session, actor: Actor, organization: Organization) -> dict[str, int]:
    """States in the order of their vocabulary; those without a listing are left out."""
    query = _own(select(Listing.state, func.count()), actor, organization).group_by(Listing.state)
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    return {state: found[state] for state in v.LISTING_STATES if state in found}


def _own(query: Select[*Ts], actor: Actor, organization: Organization) -> Select[*Ts]:
    return visible(query, actor, Permission.LISTING_READ).where(
        Listing.organization_id == organization.id
    )


def update_profile(
    session: Session,
    actor: Actor,
    organization: Organization,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    now: dt.datetime,
) -> None:
    """Change the named fields of the profile; ``InvalidFields`` when one does not fit.

    ``Conflict`` when somebody changed it since ``version`` was read.
    """
    require(actor, Permission.ORGANIZATION_EDIT, organization)
    if version not in (None, organization.version):
        raise Conflict(
            "Somebody else has changed the profile meanwhile. What you typed is still here: compare"
            " it with the page of your organization, and save again."
        )
    clean, wrong = clean_identifiers(values)
    if problems := {**_profile_problems(values), **wrong}:
        raise InvalidFields(problems)
    values = {**values, **clean}
    changed = sorted(name for name in values if getattr(organization, name) != values[name])
    for name in changed:
        setattr(organization, name, values[name])
    if changed:
        audit.record(
            session,
            actor,
            "organization.changed",
            "organization",
            organization.reference,
            now=now,
            details={"fields": changed},
        )


def _profile_problems(values: Mapping[str, Any]) -> dict[str, str]:
    problems = {}
    if len(values["summary"]) > SUMMARY_MAX:
        problems["summary"] = f"Please use at most {SUMMARY_MAX:,} characters."
    website = values["website"]
    if website and not re.fullmatch(r"https?://[^\s/]+\.\S+", website):
        problems["website"] = "Please give an address that starts with https://."
    elif len(website) > WEBSITE_MAX:
        problems["website"] = f"Please use at most {WEBSITE_MAX} characters."
    if v.SECTORS.unknown(values["sectors"]):
        problems["sectors"] = "Please choose from the list."
    if v.NACE_CLASSES.unknown(values.get("nace", ())):
        problems["nace"] = "Please choose from the list."
    if v.COUNTRIES.unknown(values.get("operates_in", ())):
        problems["operates_in"] = "Please choose from the list."
    return problems
