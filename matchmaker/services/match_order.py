"""The order of every list, which depends on all of them: who is shown much gives way a little.

A list's rows depend on that list alone, their order on the whole market. So it is settled last, for
all lists at once and from scores alone; what is stored and would stand in another order now is
written again. A run for one changed listing therefore leaves every list in the order that a run
over everything would give, for the price of reading the stored scores once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matchmaker.ranking.exposure import STRENGTH, Row, demand, shifts
from matchmaker.ranking.list_order import ListOrder, Place
from matchmaker.services.fairness import current_weight
from matchmaker.services.market import Market, is_live
from matchmaker.services.match_lists import Entry, load_lists
from models import Listing, Match, Organization
from models.economies import gets_weight

Lists = Mapping[int, Sequence[Row]]  # reader → rows
_MATCHES: Final = Match.__table__.c


def in_order(
    session: Session,
    planned: Mapping[int, Sequence[Entry]],
    market: Market,
    *,
    now: dt.datetime,
) -> dict[int, list[Entry]]:
    """The planned lists in their order, and the stored ones that stand in another one now."""
    stored = stored_rows(session, market, without=planned.keys())
    rows = {key: [row[:2] for row in found] for key, found in stored.items()}
    rows |= {key: [(e.counterpart_id, e.score) for e in found] for key, found in planned.items()}
    order = list_order(session, market, rows, now=now)
    places = {key: order.places(own) for key, own in rows.items()}
    moved = [key for key, found in stored.items() if _standing(found) != places[key]]
    lists = {**planned, **load_lists(session, moved)}
    return {key: _placed(entries, places[key]) for key, entries in lists.items()}


def list_order(
    session: Session,
    market: Market,
    lists: Lists,
    *,
    now: dt.datetime,
    strength: float = STRENGTH,
    weight: float | None = None,
) -> ListOrder:
    """What moves the rows of ``lists``, which are all lists of the market.

    ``weight`` in place of the one that the secretariat has set. A strength of 0 is no damping,
    and then nothing new is lifted either.
    """
    facts = {row.id: row for row in session.execute(_facts(now)) if row.id in market}
    hidden = _hidden(market)
    wanted = demand(
        [row for row in rows if row[0] not in hidden]
        for key, rows in lists.items()
        if key not in hidden
    )
    moved: dict[int, float] = {}
    for side in (market.needs, market.documents) if strength else ():
        ages = {k: _age(facts[k].published_at, now) for k in side if k not in hidden}
        moved |= shifts(wanted, ages, strength=strength)
    given = current_weight(session) if weight is None else weight
    weighted = (key for key, row in facts.items() if gets_weight(row.country, blind=row.blind))
    weights = dict.fromkeys(weighted, given) if given else {}
    return ListOrder(cache(market.organization_of), moved, weights)


def _hidden(market: Market) -> set[int]:
    """Listings that somebody may not see: they take part in no count, lest a place tell of them."""
    sides = (market.needs, market.documents)
    return {key for side in sides for key, own in side.items() if own.limits.hidden_from}


def _facts(now: dt.datetime) -> Select[int, dt.datetime | None, bool, str]:
    is_blind = (Listing.disclosure == "blind").label("blind")
    return (
        select(Listing.id, Listing.published_at, is_blind, Organization.country)
        .join(Organization, Organization.id == Listing.organization_id)
        .where(is_live(now))
    )


def _age(published: dt.datetime | None, now: dt.datetime) -> dt.timedelta:
    """In whole days, so that two runs on one day give the same order."""
    return dt.timedelta(days=(now.date() - (published or now).date()).days)


def stored_rows(
    session: Session, market: Market, *, without: Iterable[int] = ()
) -> dict[int, list[tuple[int, float, bool]]]:
    """Reader → its stored rows by rank. A list that names what has left the market is left out:
    it is to be made again, and takes its order then.
    """
    skipped = set(without)
    found: dict[int, list[tuple[int, float, bool]]] = defaultdict(list)
    columns = (_MATCHES[name] for name in ("listing_id", "counterpart_id", "score", "lifted"))
    query = select(*columns).order_by(_MATCHES.listing_id, _MATCHES.rank)
    for key, other, score, lifted in session.execute(query):
        if key in market and key not in skipped:
            found[key].append((other, score, lifted))
    return {key: rows for key, rows in found.items() if all(row[0] in market for row in rows)}


def _standing(rows: Iterable[tuple[int, float, bool]]) -> list[Place]:
    return [Place(key, lifted) for key, _, lifted in rows]


def _placed(entries: Iterable[Entry], places: Sequence[Place]) -> list[Entry]:
    by_key = {entry.counterpart_id: entry for entry in entries}
    for place in places:
        by_key[place.key].lifted = place.lifted
    return [by_key[place.key] for place in places]
