"""Real rows with sensible defaults: name only what the test is about.

Every function adds its row, flushes, and returns it; the test commits. ``NOW`` is the fixed
clock of the whole suite.
"""

import datetime as dt
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from models import Capability, Membership, Need, Offer, Organization, User
from models.base import new_reference

NOW = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
_number = count(1)
_Kind = TypeVar("_Kind", Offer, Need, Capability)


def make_organization(session: Session, **fields: Any) -> Organization:
    """A company in Sweden; ``type``, ``country`` and the rest can be named."""
    defaults = {
        "name": f"Organization {next(_number)}",
        "type": "company",
        "country": "SE",
        "sectors": ["steel"],
        "created_at": NOW,
    }
    organization = Organization(**{**defaults, **fields})
    session.add(organization)
    session.flush()
    return organization


def make_user(
    session: Session,
    organization: Organization | None = None,
    *,
    role: str = "representative",
    **fields: Any,
) -> User:
    """An active user with one role in ``organization``; without one, in a new company."""
    number = next(_number)
    defaults = {
        "email": f"user{number}@example.org",
        "name": f"User {number}",
        "created_at": NOW,
    }
    user = User(**{**defaults, **fields})
    user.memberships.append(
        Membership(organization=organization or make_organization(session), role=role)
    )
    session.add(user)
    session.flush()
    return user


def make_offer(session: Session, organization: Organization | None = None, **fields: Any) -> Offer:
    """A published, open offer of know-how at TRL 7."""
    return _make(session, Offer, organization, {"type": "know_how", "trl": 7, **fields})


def make_need(session: Session, organization: Organization | None = None, **fields: Any) -> Need:
    """A published, open need."""
    return _make(session, Need, organization, {"trl": 4, "lowest_trl": 5, **fields})


def make_capability(
    session: Session, organization: Organization | None = None, **fields: Any
) -> Capability:
    """A published, open capability of a research institute."""
    owner = organization or make_organization(session, type="institute", sectors=[])
    return _make(session, Capability, owner, {"trl": 5, **fields})


def _make(
    session: Session, model: type[_Kind], organization: Organization | None, fields: dict[str, Any]
) -> _Kind:
    number = next(_number)
    defaults = {
        "reference": new_reference(model.reference_prefix),
        "organization": organization or make_organization(session),
        "title": f"Title {number}",
        "teaser": f"Teaser of listing {number}.",
        "sectors": ["steel"],
        "collaborations": ["co_development"],
        "state": "published",
        "valid_until": dt.date(2027, 8, 31),
        "created_at": NOW,
        "updated_at": NOW,
        "published_at": NOW if fields.get("state", "published") == "published" else None,
    }
    listing = model(**{**defaults, **fields})
    session.add(listing)
    session.flush()
    return listing
