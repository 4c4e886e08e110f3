"""Which published listings a reader may see, as a set that is kept as long as it is true.

The policy's own condition decides, in SQL. What it answered is kept for all actors for whom the
condition reads the same, and asked again for every listing that has changed since.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import condition, visible
from matchmaker.services.bitsets import Bits, Ids, bits_of, changed, parsed, words_for
from matchmaker.services.listing_touches import changed_since
from models import Listing

_HELD: Final = 512  # audiences, 12.5 KB each over 100,000 listings


class Audiences:
    """Visible sets of one database. A rule may ask only what ``Actor`` and listing rows say."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[int, Bits]] = OrderedDict()
        self._lock = threading.Lock()

    def visible(self, session: Session, actor: Actor, version: int, *, keep: bool = True) -> Bits:
        """What ``actor`` may see as of ``version``, the session's, or later."""
        key = audience(actor)
        with self._lock:
            held = self._held.get(key)
        bits = held[1] if held else None
        missed = changed_since(session, held[0]) if held and held[0] < version else ()
        if bits is None or missed is None:
            ids = visible_ids(session, actor)
            bits = bits_of(ids, words_for(int(ids.max(initial=0))))
        elif missed:
            bits = changed(bits, missed, visible_ids(session, actor, missed))
        if keep:
            self._keep(key, version, bits)
        return bits

    def _keep(self, key: str, version: int, bits: Bits) -> None:
        with self._lock:
            held = self._held.get(key)
            if held is None or held[0] < version:
                self._held[key] = (version, bits)
            self._held.move_to_end(key)
            while len(self._held) > _HELD:
                self._held.popitem(last=False)


@lru_cache(maxsize=4_096)
def audience(actor: Actor) -> str:
    """The condition as text: who share it see the same, whatever the policy asks about them."""
    asked = condition(actor, Permission.LISTING_READ)
    compiled = asked.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    return str(compiled)


def visible_ids(
    session: Session,
    actor: Actor,
    among: Collection[int] | None = None,
    *more: ColumnElement[bool],
) -> Ids:
    """What ``actor`` may see, asked of the database."""
    query = visible(select(func.group_concat(Listing.id)), actor, Permission.LISTING_READ).where(
        Listing.state == "published", *more
    )
    if among is not None:
        query = query.where(Listing.id.in_(among))
    return parsed(session.scalar(query))
