"""Stored matches as lists: read, merged, brought into order and written as a whole."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from matchmaker.ranking.diversity import WINDOW, spread
from matchmaker.services.vectors import chunked
from models import Listing, Match

LENGTH: Final = 30  # rows that a list keeps


@dataclass(slots=True)
class Entry:
    """One row of a list, without its rank: that is its place."""

    listing_id: int
    counterpart_id: int
    score: float
    band: str
    encoder: str
    computed_at: dt.datetime
    first_seen_at: dt.datetime
    reasons: list[dict[str, Any]] = field(default_factory=list)
    evidence: dict[str, Any] = field(default_factory=dict)
    lifted: bool = False


COLUMNS: Final = tuple(column.name for column in fields(Entry))


@dataclass(frozen=True, slots=True)
class Room:
    """Whether another row can enter a list, as far as counting shows."""

    rows: int
    lowest: float
    organizations: int

    def admits(self, score: float) -> bool:
        """A list that names enough organizations takes only what beats its lowest row."""
        is_full = self.rows >= LENGTH and self.organizations >= WINDOW
        return not is_full or score >= self.lowest


def arranged(entries: Iterable[Entry], organization_of: Callable[[int], int]) -> list[Entry]:
    """Which rows a list keeps: the best by score, no organization filling the top, cut to length.

    The result together with a further entry gives what all entries together would have given, so
    a list can grow from its stored rows alone. In which order they stand is settled afterwards,
    for all lists together: ``match_order``.
    """
    best_first = sorted(entries, key=lambda entry: (-entry.score, entry.counterpart_id))
    return spread(best_first, lambda entry: organization_of(entry.counterpart_id))[:LENGTH]


def load_lists(session: Session, keys: Sequence[int]) -> dict[int, list[Entry]]:
    """The stored rows of each listing by rank; one without rows has an empty list."""
    lists: dict[int, list[Entry]] = {key: [] for key in keys}
    columns = [getattr(Match, name) for name in COLUMNS]
    for chunk in chunked(keys):
        query = select(*columns).where(Match.listing_id.in_(chunk)).order_by(Match.rank)
        for row in session.execute(query):
            lists[row.listing_id].append(Entry(**row._mapping))
    return lists


def replace_lists(session: Session, lists: Mapping[int, Sequence[Entry]]) -> None:
    """Write whole lists, ranks from 1."""
    for chunk in chunked(list(lists)):
        session.execute(delete(Match).where(Match.listing_id.in_(chunk)))
        rows = [
            {**{name: getattr(entry, name) for name in COLUMNS}, "rank": rank}
            for key in chunk
            for rank, entry in enumerate(lists[key], 1)
        ]
        if rows:
            session.execute(insert(Match), rows)


def readers_of(session: Session, counterparts: Sequence[int]) -> set[int]:
    """The listings that have one of these among their matches."""
    found: set[int] = set()
    for chunk in chunked(counterparts):
        query = select(Match.listing_id).where(Match.counterpart_id.in_(chunk)).distinct()
        found.update(session.scalars(query))
    return found


def rooms(session: Session, keys: Sequence[int]) -> Iterator[tuple[int, Room]]:
    """How full each list is; a listing without rows does not come up."""
    for chunk in chunked(keys):
        query = (
            select(
                Match.listing_id,
                func.count(),
                func.min(Match.score),
                func.count(Listing.organization_id.distinct()),
            )
            .join(Listing, Listing.id == Match.counterpart_id)
            .where(Match.listing_id.in_(chunk))
            .group_by(Match.listing_id)
        )
        for key, rows, lowest, organizations in session.execute(query):
            yield key, Room(rows, lowest, organizations)
