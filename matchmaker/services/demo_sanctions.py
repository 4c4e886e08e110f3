"""The demonstration's sanctions list: loaded, compared with everybody, and some of it decided."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.importers.demonstration import Demonstration
from matchmaker.policies.actor import Actor
from matchmaker.services import sanctions
from matchmaker.services.sanctions_lists import load
from models import Organization, SanctionsHit

Event = Callable[[dt.datetime], None]
LABEL: Final = "Invented list for the demonstration"
_SOURCE: Final = "Every name is invented. Load a real list before you screen anybody."
_LOADED_DAYS_AGO: Final = 6


def sanctions_events(
    session: Session,
    demonstration: Demonstration,
    organizations: Mapping[str, Organization],
    officer: Callable[[], Actor],
) -> Iterator[tuple[float, Event]]:
    """``(days ago, event)``: the list comes, then the decisions on what was found."""
    file = demonstration.sanctions
    if file is None:
        return

    def put_in_use(now: dt.datetime) -> None:
        load(session, Actor.operator(), file, label=LABEL, source=_SOURCE, now=now)
        sanctions.check_organizations(session, organizations.values(), now=now)

    yield _LOADED_DAYS_AGO, put_in_use
    for entry in demonstration.sanctions_decisions:
        yield entry["days_ago"], _decision(session, entry, organizations, officer)


def _decision(
    session: Session,
    entry: dict[str, Any],
    organizations: Mapping[str, Organization],
    officer: Callable[[], Actor],
) -> Event:
    def decide(now: dt.datetime) -> None:
        hit = session.scalars(
            select(SanctionsHit).where(
                SanctionsHit.organization_id == organizations[entry["organization"]].id,
                SanctionsHit.name == entry["listed"],
            )
        ).one()
        sanctions.decide(session, officer(), hit, entry["action"], note=entry["note"], now=now)

    return decide
