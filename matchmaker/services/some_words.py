"""Listings that share some words with a search, where none holds all of them."""

import json
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from matchmaker.services import listing_search
from matchmaker.services.bitsets import Bits, Ids, among

MOST: Final = 200
#: What scores below this part of the best shares no more than a word that stands everywhere.
_LEAST: Final = 1 / 3
#: The rarest words are asked for, until so many hits come together; the rarest one in any case.
_READ: Final = 20_000
_COUNTS = text("""
SELECT asked.value, (
    SELECT count(*) FROM (
        SELECT 1 FROM listing_search WHERE listing_search MATCH asked.value LIMIT :enough
    )
) FROM json_each(:words) AS asked
""")
_RANKED = text("""
SELECT rowid, bm25(listing_search, 10.0, 3.0, 1.0) FROM listing_search
WHERE listing_search MATCH :words
""")


@dataclass(frozen=True, slots=True)
class Shared:
    """The best first, and the words that were looked for."""

    ids: Ids
    words: tuple[str, ...]


def find(session: Session, words: str, visible: Bits) -> Shared:
    """Of the visible listings those that share most, the rare words counting most (BM25)."""
    asked = _rarest(session, sorted({word.lower() for word in listing_search.words_of(words)}))
    rows = session.execute(_RANKED, {"words": listing_search.any_of(asked)}).all() if asked else []
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    scores = -np.array([row[1] for row in rows], dtype=np.float64)
    seen = among(ids, visible)
    ids, scores = ids[seen], scores[seen]
    if not len(ids):
        return Shared(ids, ())
    good = scores >= scores.max() * _LEAST
    ids, scores = ids[good], scores[good]
    return Shared(ids[np.lexsort((ids, -scores))][:MOST], asked)


def _rarest(session: Session, words: list[str]) -> tuple[str, ...]:
    quoted = [f'"{word}"' for word in words]
    given = {"words": json.dumps(quoted), "enough": _READ + 1}
    rows = session.execute(_COUNTS, given).all()
    counted = sorted((count, quote.strip('"')) for quote, count in rows if count)
    total = np.cumsum([count for count, _word in counted])
    return tuple(
        word for place, (_count, word) in enumerate(counted) if place == 0 or total[place] <= _READ
    )
