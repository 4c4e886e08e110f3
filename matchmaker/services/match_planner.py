"""Which lists change, and what they hold then."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.ranking.diversity import WINDOW
from matchmaker.ranking.explanation import reasons
from matchmaker.ranking.learned import SHIPPED, Learned
from matchmaker.ranking.ranker import Ranked, ceiling, proposable, rank
from matchmaker.services.evidence import Pair, Positions
from matchmaker.services.market import Market
from matchmaker.services.match_lists import (
    LENGTH,
    Entry,
    arranged,
    load_lists,
    readers_of,
    rooms,
)
from matchmaker.services.match_order import in_order
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.retrieval import Hit

POOL: Final = 120  # of the best texts, from which a listing's own list is ranked
SHOWN: Final = WINDOW  # rows with evidence


class Planner:
    """One run over the market. ``lists`` is what is to be written at its end."""

    def __init__(
        self,
        session: Session,
        engine: MatchingEngine,
        market: Market,
        learned: Learned = SHIPPED,
        *,
        now: dt.datetime,
    ) -> None:
        self.lists: dict[int, list[Entry]] = {}
        self._session = session
        self._engine = engine
        self._market = market
        self._learned = learned
        self._now = now
        self._stored: dict[int, dict[int, Entry]] = {}  # listing → counterpart → row
        self._positions: dict[Pair, Positions] = {}

    def match(self, wanted: Sequence[int], gone: Sequence[int]) -> Iterator[int]:
        """Compute the lists of ``wanted``, bring those of others along, empty those of ``gone``.

        At the end all stand in order, and so do the stored ones that these have moved. Yields
        after each listing how many are done.
        """
        self.lists |= {key: [] for key in gone}
        self._remember(wanted)
        mine = set(wanted)
        depth = POOL if mine >= self._market.hashes.keys() else len(self._market.hashes)
        offered: dict[int, list[Ranked]] = defaultdict(list)
        for done, (key, hits) in enumerate(self._engine.hits(self._market, wanted, depth), 1):
            own = self._ranked(key, hits[:POOL])
            self._set(key, own, hits)
            for ranked in (*own, *self._ranked(key, hits[POOL:])):
                if ranked.other(key) not in mine:
                    offered[ranked.other(key)].append(ranked)
            yield done
        self._bring_along(offered, {*mine, *gone})
        self.lists = in_order(self._session, self.lists, self._market, now=self._now)

    def lacking_evidence(self) -> dict[Pair, Positions | None]:
        """The pairs that are shown first and have no sentences yet; the others lose theirs."""
        pairs: dict[Pair, Positions | None] = {}
        for entries in self.lists.values():
            for entry in entries[SHOWN:]:
                entry.evidence = {}
            for entry in entries[:SHOWN]:
                if not entry.evidence:
                    pair = self.pair(entry.listing_id, entry.counterpart_id)
                    pairs[pair] = self._positions.get(pair)
        return pairs

    def _bring_along(self, offered: Mapping[int, Sequence[Ranked]], changed: set[int]) -> None:
        """Merge what was found into the lists of listings that were not asked for."""
        touched = self._touched(offered, changed)
        self._remember(touched)
        short: list[int] = []
        for key in touched:
            stored = self._stored[key]
            kept = {o: e for o, e in stored.items() if o not in changed and o in self._market}
            found = {r.other(key): self._entry(key, r) for r in offered.get(key, ())}
            now = kept | found
            self.lists[key] = arranged(now.values(), self._market.organization_of)
            sank = any(o not in now or now[o].score < e.score for o, e in stored.items())
            if sank and len(stored) >= LENGTH:
                short.append(key)
        for key, hits in self._engine.hits(self._market, short, POOL):
            self._set(key, self._ranked(key, hits), hits)

    def _touched(self, offered: Mapping[int, Sequence[Ranked]], changed: set[int]) -> list[int]:
        """The lists that hold a changed listing or may take one in, as far as they are live."""
        room = dict(rooms(self._session, sorted(offered)))
        entered = {
            key
            for key, found in offered.items()
            if key not in room or room[key].admits(max(ranked.score for ranked in found))
        }
        readers = readers_of(self._session, sorted(changed)) - changed
        return sorted(key for key in entered | readers if key in self._market)

    def _remember(self, keys: Sequence[int]) -> None:
        for key, entries in load_lists(self._session, keys).items():
            self._stored[key] = {entry.counterpart_id: entry for entry in entries}

    def _ranked(self, key: int, hits: Sequence[Hit]) -> list[Ranked]:
        """Hits come best first, so the first hopeless one ends the list."""
        market, pairs = self._market, []
        for hit in hits:
            if not proposable(ceiling(hit.score)):
                break
            need, document = self.pair(key, hit.key)
            pairs.append((market.needs[need], market.documents[document], hit.score))
        return rank(pairs, self._learned)

    def _set(self, key: int, found: Sequence[Ranked], hits: Sequence[Hit]) -> None:
        entries = [self._entry(key, ranked) for ranked in found]
        self.lists[key] = arranged(entries, self._market.organization_of)
        positions = {hit.key: (hit.need_passage, hit.document_passage) for hit in hits}
        for entry in self.lists[key]:  # which of them are shown first is settled at the end
            pair = self.pair(key, entry.counterpart_id)
            self._positions[pair] = positions[entry.counterpart_id]

    def _entry(self, key: int, ranked: Ranked) -> Entry:
        """The pair as ``key`` reads it; a pair that was there keeps its date and its evidence."""
        other = ranked.other(key)
        before = self._stored[key].get(other) if key in self._stored else None
        entry = Entry(
            listing_id=key,
            counterpart_id=other,
            score=ranked.score,
            band=ranked.band,
            encoder=self._engine.encoder_key,
            computed_at=self._now,
            first_seen_at=before.first_seen_at if before else self._now,
            reasons=reasons(ranked.findings),
        )
        is_new_text = not self._market.unmatched.isdisjoint((key, other))
        is_complete = before is not None and "said" in before.evidence  # older rules made others
        if before and is_complete and before.encoder == entry.encoder and not is_new_text:
            entry.evidence = before.evidence
        return entry

    def pair(self, key: int, other: int) -> Pair:
        return (key, other) if key in self._market.needs else (other, key)
