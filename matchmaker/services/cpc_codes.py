"""CPC codes: found by code or by words, told with what stands above them, and known or not."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, case, column, func, literal_column, select, table, text
from sqlalchemy.orm import Session

from models.cpc import CpcCode
from models.cpc_scheme import CURATED, MAIN_GROUP, SUBCLASS

MOST_FOUND: Final = 30
_RANKED: Final = 300  # best by their words alone, among which wide codes come first
_SHORT: Final = 60  # characters of a title above another
#: A title with this many capitals to a small letter is printed in capitals.
_SHOUTING: Final = 3
_SEARCH: Final = table("cpc_search", column("rowid"))
#: A query is cut here: nobody types more, and no query may take long.
_QUERY_CHARACTERS: Final = 100
_MAX_WORDS: Final = 8
_CODE: Final = re.compile(r"[A-HY](\d{1,2}([A-Z](\d{1,4}(/\d{0,6})?)?)?)?")
_WORD: Final = re.compile(r"\w+")
#: Words that stand in most titles and so find nothing in particular.
_EMPTY: Final = frozenset(
    ("a", "an", "and", "by", "e", "for", "from", "g", "in", "of", "on", "or", "the", "to", "with")
)


@dataclass(frozen=True, slots=True)
class Cpc:
    """A code as people read it; ``above`` are the titles over it, the widest first."""

    code: str
    title: str
    above: tuple[str, ...] = ()

    @property
    def nearest(self) -> str:
        """The last two titles above, in short: what the code's own title continues."""
        return " › ".join(_short(title) for title in self.above[-2:])


def find(session: Session, query: str, *, most: int = MOST_FOUND) -> list[Cpc]:
    """Codes that a listing may name: those that begin so, else those whose words fit, best first.

    Words are searched in the title and, with less weight, in the titles above; all words first, any
    of them when no code holds all.
    """
    query = query[:_QUERY_CHARACTERS].strip()
    typed = "".join(query.split()).upper()
    if _CODE.fullmatch(typed) and (found := _beginning_with(session, typed, most)):
        return found
    words = [word for word in _WORD.findall(query.casefold()) if word not in _EMPTY][:_MAX_WORDS]
    if not words:
        return []
    terms = [f'"{word}"' for word in words[:-1]] + [f'"{words[-1]}"*']
    return _holding(session, " ".join(terms), most) or _holding(session, " OR ".join(terms), most)


def described(session: Session, codes: Sequence[str]) -> dict[str, Cpc]:
    """Each of ``codes`` in its order; one that is not loaded has an empty title."""
    query = select(CpcCode).where(CpcCode.code.in_(codes)) if codes else None
    rows = {row.code: row for row in session.scalars(query)} if query is not None else {}
    return {code: _shown(rows[code]) if code in rows else Cpc(code, "") for code in codes}


def unknown(session: Session, codes: Collection[str]) -> list[str]:
    """Those of ``codes`` that do not exist, as far as the codes that are loaded can tell.

    Below a subclass that came from a scheme every code is known; of the selection that came with
    the program nothing follows from a code that is missing.
    """
    if not codes:
        return []
    known = set(session.scalars(select(CpcCode.code).where(CpcCode.code.in_(codes))))
    subclasses = {code[:4] for code in codes}
    in_full = set(
        session.scalars(
            select(CpcCode.code).where(CpcCode.code.in_(subclasses), CpcCode.edition != CURATED)
        )
    )
    return [code for code in codes if code not in known and code[:4] in in_full]


def count(session: Session) -> int:
    """How many codes are loaded, classes and sections with them."""
    return session.scalar(select(func.count()).select_from(CpcCode)) or 0


def _beginning_with(session: Session, typed: str, most: int) -> list[Cpc]:
    """By the index of codes; the shorter first, as they stand in the scheme."""
    begins = (CpcCode.code >= typed, CpcCode.code < f"{typed}\uffff", CpcCode.level >= SUBCLASS)
    query = select(CpcCode).where(*begins).order_by(CpcCode.level, CpcCode.id).limit(most)
    return [_shown(row) for row in session.scalars(query)]


def _holding(session: Session, terms: str, most: int) -> list[Cpc]:
    """BM25 with the own title ten times the titles above; then wide codes before narrow ones."""
    score: ColumnElement[float] = literal_column("bm25(cpc_search, 10.0, 1.0)")
    hits = (
        select(_SEARCH.c.rowid, score.label("score"))
        .where(text("cpc_search MATCH :terms").bindparams(terms=terms))
        .order_by(score)  # below nought: the lower the better
        .limit(_RANKED)
        .subquery()
    )
    depth = case((CpcCode.level <= SUBCLASS, 3.0), (CpcCode.level <= MAIN_GROUP, 1.5), else_=1.0)
    query = (
        select(CpcCode)
        .join(hits, hits.c.rowid == CpcCode.id)
        .where(CpcCode.level >= SUBCLASS)
        .order_by(hits.c.score * depth, CpcCode.id)
        .limit(most)
    )
    return [_shown(row) for row in session.scalars(query)]


def _shown(row: CpcCode) -> Cpc:
    return Cpc(row.code, _readable(row.title), tuple(map(_readable, _parts(row.above))))


def _parts(above: str) -> list[str]:
    return above.split(" › ") if above else []


def _readable(title: str) -> str:
    """Subclasses are printed in capitals, but for "e.g." and the like; a page does not shout."""
    capitals = sum(map(str.isupper, title))
    small = sum(map(str.islower, title))
    return title.capitalize() if capitals > _SHOUTING * small else title


def _short(title: str) -> str:
    """The first of the things that a title lists."""
    first = title.split(";")[0].split(", e.g.")[0]
    return first if len(first) <= _SHORT else f"{first[:_SHORT].rsplit(' ', 1)[0]} …"
