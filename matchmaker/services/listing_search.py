"""Words in listings: SQLite's full-text index over what every member may see."""

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from matchmaker.services import listing_touches
from matchmaker.services.bitsets import Ids, parsed
from matchmaker.services.disclosure import disclosed_text, searched_text
from models import Listing

_SEARCH = table("listing_search", column("rowid"), column("title"), column("teaser"))
_WORD = re.compile(r"\w+", re.UNICODE)
_MAX_WORDS = 24
_PLACE = "CAST(bm25(listing_search, 10.0, 3.0, 1.0) * 1e9 AS INTEGER)"
_SHORTEST_BEGINNING = 3  # characters: with one or two nearly every listing has such a word
#: Two characters of the private use area; a text that holds them gets marks too many, no more.
MARK_START, MARK_END = "\ue000", "\ue001"
_COLUMNS = "title, teaser, body, tokenize = 'porter unicode61 remove_diacritics 2'"
_TEXTS = """
SELECT rowid, title, teaser, body FROM listing_search
WHERE rowid IN (SELECT value FROM json_each(:ids))
"""
_MARKED = """
SELECT rowid, highlight(page, 0, :start, :end), snippet(page, -1, :start, :end, '…', 32)
FROM page WHERE page MATCH :words
"""
_HITS_OF_EACH = """
SELECT asked.key AS word, listing_search.rowid AS listing_id
FROM json_each(:words) AS asked CROSS JOIN listing_search
WHERE listing_search MATCH asked.value
"""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Hits, best first: ascending by place and, where that is the same, by id. Of one length."""

    ids: Ids
    places: Ids


def put(session: Session, listing: Listing) -> None:
    """Make a published listing findable by its disclosed words; replaces what was there."""
    remove(session, listing.id)
    shown = disclosed_text(listing)
    session.execute(
        text("INSERT INTO listing_search (rowid, title, teaser, body) VALUES (:id, :t, :s, :b)"),
        {
            "id": listing.id,
            "t": shown.title,
            "s": shown.teaser,
            "b": searched_text(listing),
        },
    )


def remove(session: Session, listing_id: int) -> None:
    """Take a listing out of the index; nothing happens when it is not there."""
    session.execute(text("DELETE FROM listing_search WHERE rowid = :id"), {"id": listing_id})
    listing_touches.note(session, listing_id)


def hits(words: str, among: Sequence[int] | None = None) -> Select[int, int]:
    """``(listing_id, place)`` of listings that hold every word; with ``among`` of these alone.

    The last word may be a beginning, of three letters or more. A lower place is better: BM25 with
    the title counted ten times, the teaser three, in billionths, so that places can be compared.
    """
    row_id: ColumnElement[int] = literal_column("rowid")
    place: ColumnElement[int] = literal_column(_PLACE)
    found = (
        select(row_id.label("listing_id"), place.label("place"))
        .select_from(_SEARCH)
        .where(text("listing_search MATCH :words").bindparams(words=_query(words)))
    )
    if among is None:
        return found
    # The plus keeps SQLite from looking up each of them by itself, with all weights made anew.
    chosen = text("+rowid IN (SELECT value FROM json_each(:among))")
    return found.where(chosen.bindparams(among=json.dumps(list(among))))


def ranked(session: Session, words: str, among: Sequence[int] | None = None) -> Ranked:
    """What ``hits`` gives, best first; among few listings for a tenth of the effort."""
    best = hits(words, among).order_by(text("place"), text("listing_id")).subquery()
    query = select(func.group_concat(best.c.listing_id), func.group_concat(best.c.place))
    ids, places = session.execute(query).one()
    return Ranked(parsed(ids), parsed(places))


def words_of(words: str) -> list[str]:
    """What is looked for: nothing that a reader types is an operator."""
    return _WORD.findall(words)[:_MAX_WORDS]


def any_of(words: Sequence[str]) -> str:
    """The query of listings that hold one or more of these words."""
    return " OR ".join(f'"{word}"' for word in words) or '""'


def marked(
    session: Session, words: str, ids: Sequence[int], *, some: Sequence[str] = ()
) -> dict[int, tuple[str, str]]:
    """Of those ``ids`` that hold the words: the title, and the passage that shows them best.

    With ``some`` one of these words is enough.
    What was found stands between ``MARK_START`` and ``MARK_END``. All of it is disclosed text. The
    few texts of a page go through an index of their own: over all listings SQLite would walk the
    whole list of a frequent word once for each.
    """
    texts = session.execute(text(_TEXTS), {"ids": json.dumps(list(ids))}).all()
    query = any_of(some) if some else _query(words)
    asked = {"words": query, "start": MARK_START, "end": MARK_END}
    with closing(sqlite3.connect(":memory:")) as page:
        page.execute(f"CREATE VIRTUAL TABLE page USING fts5({_COLUMNS})")
        page.executemany(
            "INSERT INTO page (rowid, title, teaser, body) VALUES (?, ?, ?, ?)", map(tuple, texts)
        )
        return {row[0]: (row[1], row[2]) for row in page.execute(_MARKED, asked)}


def hits_of_each(words: Sequence[str]) -> CTE:
    """``(word, listing_id)``: the place of each of ``words``, from 0, and who holds it.

    Every listing of the index is there: join it with those that the reader may see.
    """
    asked = text(_HITS_OF_EACH).bindparams(words=json.dumps([f'"{word}"' for word in words]))
    columns = column("word", Integer), column("listing_id", Integer)
    return asked.columns(*columns).cte("hits").prefix_with("MATERIALIZED")


def _query(words: str) -> str:
    """Quoted words joined by AND."""
    found = words_of(words)
    if not found:
        return '""'
    beginning = "*" if len(found[-1]) >= _SHORTEST_BEGINNING else ""
    return " ".join(f'"{word}"' for word in found) + beginning
