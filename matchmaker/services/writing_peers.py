"""Whom a draft would meet: listings alike, and counterparts that share its words.

Found by words in the index of what every member may see, narrowed to what this author may see:
neither the choice of words nor a count or an order depends on anything else. No model is asked.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVarTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.listing_rows import card_rows, card_view
from matchmaker.services.listing_search import hits_of_each
from matchmaker.services.listing_views import ListingView
from matchmaker.services.writing_limits import open_to
from matchmaker.services.writing_texts import Draft, disclosed
from matchmaker.services.writing_words import candidates, least_weight, weigh
from models import Listing

Ts = TypeVarTuple("Ts")

#: Kind → kinds that it is matched with.
COUNTERPARTS: Final = {
    "need": ("offer", "capability"),
    "offer": ("need",),
    "capability": ("need",),
}
_NAMED: Final = 3  # listings of each kind


@dataclass(frozen=True, slots=True)
class Peer:
    """A listing that shares ``words`` with the draft, as the author may see it."""

    listing: ListingView
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """About how many listings of ``kind`` share the draft's words, and the nearest of them."""

    kind: str
    about: int
    nearest: tuple[Peer, ...]


@dataclass(frozen=True, slots=True)
class Peers:
    """``words``: those by which the draft was compared, the heaviest first."""

    words: tuple[str, ...]
    counterparts: tuple[Counted, ...]
    similar: tuple[Peer, ...]  # of the draft's own kind


@dataclass(frozen=True, slots=True)
class _Alike:
    """Listings that share enough of the words: ids, best first, their kinds and shared words."""

    words: tuple[str, ...]
    kinds: Mapping[int, str]
    shared: Mapping[int, tuple[str, ...]]

    def of_kind(self, kind: str) -> list[int]:
        return [key for key in self.shared if self.kinds[key] == kind]


def peers(session: Session, actor: Actor, draft: Draft, *, now: dt.datetime) -> Peers:
    """Published listings that share the draft's telling words, best first by their weight."""
    alike = _alike(session, actor, draft, now)
    found = {
        kind: open_to(session, draft, alike.of_kind(kind), now=now)
        for kind in COUNTERPARTS[draft.kind]
    }
    similar = alike.of_kind(draft.kind)[:_NAMED]
    named = [*similar, *(key for keys in found.values() for key in keys[:_NAMED])]
    views = _views(session, actor, named)

    def some(keys: Sequence[int]) -> tuple[Peer, ...]:
        return tuple(Peer(views[key], alike.shared[key]) for key in keys[:_NAMED])

    return Peers(
        alike.words,
        tuple(Counted(kind, about(len(keys)), some(keys)) for kind, keys in found.items()),
        some(similar),
    )


def about(count: int) -> int:
    """To the nearest five from 20 on, to the nearest ten from 100: words count no better."""
    step = 1 if count < 20 else 5 if count < 100 else 10
    return round(count / step) * step


def _alike(session: Session, actor: Actor, draft: Draft, now: dt.datetime) -> _Alike:
    words = candidates(disclosed(draft))
    holders, kinds = _holders(session, actor, draft, words, now)
    total = session.scalar(_others(select(func.count(Listing.id)), actor, draft, now)) or 0
    weights = weigh(words, holders, total)
    shared = _sharing(weights, holders)
    scores = {key: sum(weights[place] for place in some) for key, some in shared.items()}
    least = least_weight(weights.values())
    ranked = sorted((k for k in scores if scores[k] >= least), key=lambda k: (-scores[k], k))
    said = list(words)
    return _Alike(
        tuple(said[place] for place in weights),
        kinds,
        {key: tuple(said[place] for place in shared[key]) for key in ranked},
    )


def _holders(
    session: Session, actor: Actor, draft: Draft, words: Iterable[str], now: dt.datetime
) -> tuple[dict[int, set[int]], dict[int, str]]:
    """Place of a word → ids of the visible listings that hold it; and the kinds of these."""
    holders: dict[int, set[int]] = {}
    kinds: dict[int, str] = {}
    hits = hits_of_each(list(words))
    query = select(hits.c.word, Listing.id, Listing.kind).join(
        hits, hits.c.listing_id == Listing.id
    )
    for place, key, kind in session.execute(_others(query, actor, draft, now)):
        holders.setdefault(place, set()).add(key)
        kinds[key] = kind
    return holders, kinds


def _others(query: Select[*Ts], actor: Actor, draft: Draft, now: dt.datetime) -> Select[*Ts]:
    """Live listings that the author may see, the one at hand left out."""
    live = (Listing.state == "published") & (Listing.valid_until >= now.date())
    query = visible(query, actor, Permission.LISTING_READ).where(live)
    return query if draft.listing is None else query.where(Listing.id != draft.listing.id)


def _sharing(
    places: Iterable[int], holders: Mapping[int, Collection[int]]
) -> dict[int, tuple[int, ...]]:
    """Listing → the places of the words that it shares, in the order of ``places``."""
    shared: dict[int, tuple[int, ...]] = {}
    for place in places:
        for key in holders[place]:
            shared[key] = (*shared.get(key, ()), place)
    return shared


def _views(session: Session, actor: Actor, keys: Sequence[int]) -> dict[int, ListingView]:
    query = select(Listing.id.label("key")).where(Listing.id.in_(keys))
    rows: Sequence[Row[Any]] = session.execute(card_rows(query, actor)).all()
    return {row.key: card_view(actor, row) for row in rows}
