"""Whose names the check of a question looks for, and what it finds for its reader.

A writer is warned of names that every member can read on open listings anyway. Were the names of
all members looked for, the check would tell who is behind a blind listing by what it refuses.
Officers know all names, and the check marks all for them.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.question_check import Finding, check
from matchmaker.services.writing_identity import Identity, known_as
from models import Listing, Membership, Organization, User
from models import vocabulary as v


def found_by_writer(
    session: Session, actor: Actor, writer: Organization, text: str
) -> list[Finding]:
    """What is found in a text that ``actor`` writes for the organization ``writer``."""
    query = select(Organization.name).join(Listing).distinct()
    names = session.scalars(visible(query, actor, Permission.LISTING_READ_FULL))
    return check(text, identity_of(session, writer), _forms(names))


def found_by_officer(session: Session, writer: Organization, text: str) -> list[Finding]:
    """The same with the names of all organizations."""
    names = session.scalars(select(Organization.name))
    return check(text, identity_of(session, writer), _forms(names))


def identity_of(session: Session, organization: Organization) -> Identity:
    """The organization as the other side must not guess it."""
    people = (
        select(User.name)
        .join(Membership)
        .where(Membership.organization_id == organization.id)
        .distinct()
        .order_by(User.name)
    )
    return Identity(
        name=organization.name,
        website=organization.website,
        country=v.COUNTRIES.label(organization.country),
        people=tuple(session.scalars(people)),
    )


def _forms(names: Iterable[str]) -> frozenset[str]:
    return frozenset(form for name in names for form in known_as(name))
