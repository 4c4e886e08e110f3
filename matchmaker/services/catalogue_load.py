"""Reading the catalogue: all of it once, and afterwards only what has changed.

Ids come as ``group_concat`` texts and dates as the texts that are stored: a row and an object for
each of a hundred thousand listings would take seconds.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, Select, String, func, select, type_coerce
from sqlalchemy.orm import Session

from matchmaker.services.bitsets import Bits, Ids, bits_of, parsed, words_for
from matchmaker.services.catalogue import NEVER, Catalogue, Dated, Key
from matchmaker.services.facets import values_of
from matchmaker.services.listing_touches import changed_since
from matchmaker.services.titles import Titles
from models import Listing, ListingCode

_SORTED: Final = (
    Listing.id,
    Listing.title,
    type_coerce(Listing.published_at, String).label("published_at"),
    type_coerce(Listing.valid_until, String).label("valid_until"),
    Listing.trl,
    Listing.disclosure,
)


def load(session: Session, version: int) -> Catalogue:
    """Everything, as the session sees it."""
    rows = session.execute(_published()).all()
    highest = session.scalar(select(func.max(Listing.id))) or 0
    words = words_for(highest)
    keys, bits = _matrix(_codes(session), words)
    dated = _dated(_no_dates(words), rows)
    return Catalogue(version, keys, bits, dated, Titles.of({row.id: row.title for row in rows}))


def renewed(session: Session, held: Catalogue, version: int) -> Catalogue:
    """``held`` with what has changed since; everything anew where that is too much."""
    ids = changed_since(session, held.version)
    if ids is None:
        return load(session, version)
    if not ids:
        return held
    words = max(held.words, words_for(max(ids)))
    rows = session.execute(_published(ids)).all()
    keys, bits = _patched(held, words, ids, _codes(session, ids))
    blank = _widened(held.dated, words)
    blank.published[ids] = 0
    titles = held.titles.changed(ids, {row.id: row.title for row in rows})
    return Catalogue(version, keys, bits, _dated(blank, rows), titles)


def _published(among: Collection[int] | None = None) -> Select[*tuple[Any, ...]]:
    query = select(*_SORTED).where(Listing.state == "published")
    return query if among is None else query.where(Listing.id.in_(among))


def _codes(session: Session, among: Collection[int] | None = None) -> dict[Key, list[Ids]]:
    """Facet and value → the ids that have it, in parts: several codes can stand for one value."""
    query = select(
        ListingCode.facet, ListingCode.code, func.group_concat(ListingCode.listing_id)
    ).group_by(ListingCode.facet, ListingCode.code)
    if among is not None:
        query = query.where(ListingCode.listing_id.in_(among))
    found: dict[Key, list[Ids]] = {}
    for facet, code, listed in session.execute(query):
        ids = parsed(listed)
        for value in values_of(facet, code):
            found.setdefault((facet, value), []).append(ids)
    return found


def _matrix(codes: dict[Key, list[Ids]], words: int) -> tuple[dict[Key, int], Bits]:
    keys = {key: row for row, key in enumerate(sorted(codes))}
    bits = np.zeros((len(keys), words), dtype=np.uint64)
    for key, row in keys.items():
        bits[row] = bits_of(np.concatenate(codes[key]), words)
    return keys, bits


def _patched(
    held: Catalogue, words: int, ids: Sequence[int], codes: dict[Key, list[Ids]]
) -> tuple[dict[Key, int], Bits]:
    keys = dict(held.rows)
    for key in sorted(codes.keys() - keys.keys()):
        keys[key] = len(keys)
    bits = np.zeros((len(keys), words), dtype=np.uint64)
    bits[: len(held.bits), : held.words] = held.bits
    touched = bits_of(np.array(ids, dtype=np.int64), words)
    at = np.flatnonzero(touched)
    bits[:, at] &= ~touched[at]
    for key, parts in codes.items():
        bits[keys[key]] |= bits_of(np.concatenate(parts), words)
    return keys, bits


def _no_dates(words: int) -> Dated:
    length = 64 * words
    return Dated(
        np.zeros(length, np.int64), np.full(length, NEVER, np.int32), np.zeros(length, np.int8)
    )


def _widened(held: Dated, words: int) -> Dated:
    wide, known = _no_dates(words), len(held.published)
    wide.published[:known] = held.published
    wide.valid_until[:known] = held.valid_until
    wide.trl[:known] = held.trl
    return wide


def _dated(into: Dated, rows: Sequence[Row[Any]]) -> Dated:
    """Fills the arrays of ``into``, which nobody reads yet. Blind listings have no public date."""
    if rows:
        ids = np.array([row.id for row in rows], dtype=np.int64)
        into.published[ids] = _instants([row.published_at for row in rows])
        into.valid_until[ids] = [_day(row) for row in rows]
        into.trl[ids] = [row.trl or 0 for row in rows]
    return into


def _instants(stored: Sequence[str | None]) -> NDArray[np.int64]:
    """Microseconds, at least 1: a published listing without an instant counts as the oldest."""
    texts = [text or "1970-01-01" for text in stored]
    return np.maximum(np.array(texts, dtype="datetime64[us]").astype(np.int64), 1)


def _day(row: Row[Any]) -> int:
    if row.disclosure == "blind":
        return int(NEVER)
    return int(np.datetime64(row.valid_until, "D").astype(np.int64))
