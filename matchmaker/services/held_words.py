"""What a process keeps of searches by words, and how that follows the listings that change.

Ranking all hits by BM25 takes several times as long as finding which of them a change concerns
(docs/benchmarks.md): so what is held is patched. The words weigh then as they did when all hits
were ranked; so that this is nearly what they weigh now, all are ranked anew when as many listings
have changed as a hundredth of the hits.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from matchmaker.services import listing_search, listing_touches
from matchmaker.services.bitsets import Ids
from matchmaker.services.listing_search import Ranked
from models.session import has_written

_HELD: Final = 64  # searches, up to 1.6 MB each where all of 100,000 listings hold the words
_SHARE: Final = 0.01  # changes for each hit


@dataclass(frozen=True, slots=True)
class _Entry:
    """``ranked`` as of ``version``; all of it was ranked at once as of ``since``."""

    ranked: Ranked
    version: int
    since: int


class HeldWords:
    """Hits of words, whoever may see them."""

    def __init__(self, share: float = _SHARE) -> None:
        self._share = share
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def hits(self, session: Session, words: str, version: int) -> Ids:
        """All listings that hold the words as of ``version``, best first."""
        with self._lock:
            held = self._entries.get(words)
            if held is not None:
                self._entries.move_to_end(words)
        if held is not None and held.version == version:
            return held.ranked.ids
        made = self._followed(session, words, held, version) if held else None
        made = made or _Entry(listing_search.ranked(session, words), version, version)
        if not has_written(session):
            self._keep(words, made)
        return made.ranked.ids

    def _followed(self, session: Session, words: str, held: _Entry, version: int) -> _Entry | None:
        """``held`` with what has changed since; ``None`` where all has to be ranked anew."""
        most = held.since + self._share * len(held.ranked.ids)
        if not held.version < version <= most:
            return None
        changed = listing_touches.changed_since(session, held.version)
        if changed is None:
            return None
        now = listing_search.ranked(session, words, among=changed)
        return _Entry(patched(held.ranked, changed, now), version, held.since)

    def _keep(self, words: str, made: _Entry) -> None:
        with self._lock:
            held = self._entries.get(words)
            if held is not None and held.version > made.version:
                return
            self._entries[words] = made
            self._entries.move_to_end(words)
            while len(self._entries) > _HELD:
                self._entries.popitem(last=False)


def patched(held: Ranked, changed: Sequence[int], now: Ranked) -> Ranked:
    """``held`` without the listings of ``changed``, and with ``now``, the hits among them.

    Both are in the order of place and id, and so is what comes of them.
    """
    stays = ~np.isin(held.ids, np.array(changed, dtype=np.int64))
    ids, places = held.ids[stays], held.places[stays]
    starts = np.searchsorted(places, now.places, side="left")
    ends = np.searchsorted(places, now.places, side="right")
    at = [
        start + int(np.searchsorted(ids[start:end], listing))
        for start, end, listing in zip(starts, ends, now.ids, strict=True)
    ]
    return Ranked(np.insert(ids, at, now.ids), np.insert(places, at, now.places))
