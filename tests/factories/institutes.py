"""Units, facilities and people of an institute, and colleagues who are invited."""

from typing import Any, TypeVar

from sqlalchemy.orm import Session

from models import Facility, ListedPerson, Organization, Unit
from tests.factories.listings import NOW

_Row = TypeVar("_Row", Unit, Facility, ListedPerson)


def make_unit(session: Session, organization: Organization, **fields: Any) -> Unit:
    """A group that works on slags."""
    defaults = {"name": "Slag group", "does": "Melts and grinds slags.", "updated_at": NOW}
    return _add(session, Unit(organization=organization, **{**defaults, **fields}))


def make_facility(session: Session, organization: Organization, **fields: Any) -> Facility:
    """A pilot furnace for TRL 4 to 6."""
    defaults = {
        "name": "Pilot furnace",
        "trl_min": 4,
        "trl_max": 6,
        "access": "By contract.",
        "updated_at": NOW,
    }
    return _add(session, Facility(organization=organization, **{**defaults, **fields}))


def make_person(session: Session, organization: Organization, **fields: Any) -> ListedPerson:
    """Somebody who agreed to be named."""
    defaults = {"name": "Ines Weir", "role": "Head", "agreed_at": NOW, "updated_at": NOW}
    return _add(session, ListedPerson(organization=organization, **{**defaults, **fields}))


def _add(session: Session, row: _Row) -> _Row:
    session.add(row)
    session.flush()
    return row
