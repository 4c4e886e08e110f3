"""Whose listings are imported: members by reference or name, or who a public source names."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, MatchmakerError, NotFound
from matchmaker.importers.drafts import OrganizationDraft
from matchmaker.phrases import phrase
from matchmaker.services.listing_text import clean_line
from models import Organization
from models.vocabulary import COUNTRIES, ORGANIZATION_TYPES

_NAME_MAX = 200
_WEBSITE_MAX = 300


def find_organization(session: Session, name: str) -> Organization:
    """The organization with this reference or exact name; ``NotFound``, or ``Conflict`` when
    several have the name."""
    query = select(Organization).where(
        or_(Organization.reference == name.upper(), Organization.name == name)
    )
    found = list(session.scalars(query.limit(2)))
    if not found:
        raise NotFound(phrase('no organization has the reference or name "%(name)s"', name=name))
    if len(found) > 1:
        raise Conflict(
            phrase('several organizations have the name "%(name)s"; give the reference', name=name)
        )
    return found[0]


def known_organizations(
    session: Session, source: str, source_ids: Iterable[str]
) -> dict[str, Organization]:
    """The organizations that ``source`` has brought before, by their id there."""
    query = select(Organization).where(
        Organization.source == source, Organization.source_id.in_(set(source_ids))
    )
    return {organization.source_id: organization for organization in session.scalars(query)}


def new_organization(draft: OrganizationDraft, *, source: str, now: dt.datetime) -> Organization:
    """A row for ``draft``, not yet added; ``MatchmakerError`` says why there can be none."""
    name = clean_line(draft.name)
    if not name or len(name) > _NAME_MAX:
        raise MatchmakerError(f"the name has {len(name)} characters, 1 to {_NAME_MAX} are allowed")
    if draft.country not in COUNTRIES:
        raise MatchmakerError(f'unknown country code "{draft.country}"')
    if draft.type not in ORGANIZATION_TYPES:
        raise MatchmakerError(f'unknown type "{draft.type}"')
    return Organization(
        name=name,
        type=draft.type,
        country=draft.country,
        website=draft.website if len(draft.website) <= _WEBSITE_MAX else "",
        source=source,
        source_id=draft.source_id,
        created_at=now,
    )
