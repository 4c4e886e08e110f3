"""The demonstration's milestones, and its report of the year before, as dated events."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import milestones, reports
from models import Organization

Event = Callable[[dt.datetime], None]


def events(
    session: Session,
    entries: Sequence[Mapping[str, Any]],
    organizations: Mapping[str, Organization],
    representative: Callable[[Organization], Actor],
) -> Iterator[tuple[float, Event]]:
    """``(days ago, event)`` of each milestone."""
    for entry in entries:
        yield entry["reported_days_ago"], _report(session, entry, organizations, representative)


def report_so_far(session: Session, officer: Callable[[], Actor]) -> Event:
    """The officer freezes the figures of the twelve months before."""

    def take(now: dt.datetime) -> None:
        end = now.date() - dt.timedelta(days=1)
        start = end - dt.timedelta(days=364)
        title = f"Technology transfer, {start.year}–{end.year}"
        reports.take(session, officer(), reports.Asked(title, start, end), now=now)

    return take


def _report(
    session: Session,
    entry: Mapping[str, Any],
    organizations: Mapping[str, Organization],
    representative: Callable[[Organization], Actor],
) -> Event:
    def tell(now: dt.datetime) -> None:
        owner = organizations[entry["organization"]]
        names = ("event", "activity", "title", "state", "text", "link")
        values: dict[str, Any] = {name: entry.get(name, "") for name in names}
        values["achieved_on"] = now.date() if entry["state"] == "achieved" else None
        milestones.report(session, representative(owner), owner, values, now=now)

    return tell
