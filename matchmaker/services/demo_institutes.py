"""What the institutes of the demonstration say of themselves; the people do not exist."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import institutes
from models import Organization


def describe(
    session: Session, organization: Organization, entry: dict[str, Any], *, now: dt.datetime
) -> None:
    """Units first: facilities and people name the one to which they belong."""
    session.flush()
    for name in ("units", "facilities", "listed_people"):
        kind = institutes.kind_of("people" if name == "listed_people" else name)
        for values in entry.get(name, ()):
            units = {unit.name: unit.reference for unit in organization.units}
            told = {**values, "unit": units.get(values.get("unit", ""), ""), "agrees": True}
            institutes.add(session, Actor.operator(), organization, kind, told, now=now)
