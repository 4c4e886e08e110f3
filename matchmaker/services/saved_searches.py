"""Searches that a person keeps: a name, what is asked for, and how often news of it are told.

Only the question is kept. Whoever runs it sees what they may see at that time.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.browse import SORTS, Search
from matchmaker.services.facets import FACETS
from models import SavedSearch
from models.base import new_reference
from models.saved_search import NAME_MAX

MOST: Final = 50  # searches of one person
#: How often news are told → after how long.
PERIODS: Final = {"off": None, "daily": dt.timedelta(days=1), "weekly": dt.timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class SavedSearchView:
    """One line of a person's searches."""

    reference: str
    name: str
    alert: str
    search: Search
    created_at: dt.datetime
    due_at: dt.datetime | None


def mine(session: Session, actor: Actor) -> list[SavedSearchView]:
    """The actor's own, by name."""
    query = visible(select(SavedSearch), actor, Permission.SEARCH_KEEP)
    rows = session.scalars(query.order_by(func.lower(SavedSearch.name), SavedSearch.id))
    return [
        SavedSearchView(
            row.reference, row.name, row.alert, search_of(row), row.created_at, row.due_at
        )
        for row in rows
    ]


def save(
    session: Session, actor: Actor, search: Search, *, name: str, alert: str, now: dt.datetime
) -> SavedSearch:
    """Keep ``search`` under a name of its own; alerts tell of what is published from now on."""
    held = select(func.count()).select_from(SavedSearch).where(SavedSearch.user_id == actor.user_id)
    if (session.scalar(held) or 0) >= MOST:
        raise Conflict(
            phrase(
                "You keep %(most)s searches. Remove one that you no longer need first.", most=MOST
            )
        )
    row = SavedSearch(
        reference=new_reference("SS"), user_id=actor.user_id, created_at=now, alerted_at=now
    )
    row.asked = {
        "words": search.words,
        "codes": {facet: list(codes) for facet, codes in search.codes.items()},
        "sort": search.sort,
    }
    _set(session, row, name, alert, now)
    session.add(row)
    session.flush()
    return row


def change(session: Session, row: SavedSearch, *, name: str, alert: str, now: dt.datetime) -> None:
    """Another name, which leaves the next alert as it was, or another rhythm, which counts from the
    last one; what was told already is not told again.
    """
    _set(session, row, name, alert, now)
    session.flush()


def remove(session: Session, row: SavedSearch) -> None:
    session.delete(row)
    session.flush()


def search_of(row: SavedSearch) -> Search:
    """The question as it can be asked today: codes that have left their list are left out."""
    asked: dict[str, Any] = row.asked
    codes = {
        facet: tuple(code for code in asked["codes"].get(facet, ()) if code in vocabulary)
        for facet, (_, vocabulary) in FACETS.items()
    }
    return Search(
        words=asked["words"],
        codes={facet: chosen for facet, chosen in codes.items() if chosen},
        sort=asked["sort"] if asked["sort"] in SORTS else "",
    )


def _set(session: Session, row: SavedSearch, name: str, alert: str, now: dt.datetime) -> None:
    name = " ".join(name.split())
    problems = {}
    if not (0 < len(name) <= NAME_MAX and name.isprintable()):
        problems["name"] = f"must have 1 to {NAME_MAX} characters"
    elif _is_taken(session, row, name):
        problems["name"] = "is the name of another of your searches"
    if alert not in PERIODS:
        problems["alert"] = "is not offered"
    if problems:
        raise InvalidFields(problems)
    if row.alert == "off" and alert != "off":
        row.alerted_at = now
    if row.alert != alert:
        period = PERIODS[alert]
        row.due_at = row.alerted_at + period if period else None
    row.name, row.alert = name, alert


def _is_taken(session: Session, row: SavedSearch, name: str) -> bool:
    query = select(SavedSearch.id).where(
        SavedSearch.user_id == row.user_id, SavedSearch.name == name
    )
    return any(found != row.id for found in session.scalars(query))
