"""How far a need finds the same offers in another language: the same needs, asked in each.

Only numbers come out, over everything that is published; nobody's list is told.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Final

from sqlalchemy.orm import Session

from embeddings.encoder import Encoder, Vectors
from embeddings.text import passages
from matchmaker.errors import MatchmakerError
from matchmaker.importers.parallel_needs import ParallelNeed
from matchmaker.services.language_report import LanguageGap, LanguageRow
from matchmaker.services.market import load_market
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.retrieval import Retriever

TOP: Final = 10
PIVOT: Final = "en"  # what the other languages are compared with
_Asked = Sequence[frozenset[int]]  # the best documents of each need


def measure(
    session: Session, encoder: Encoder | None, needs: Sequence[ParallelNeed], *, now: dt.datetime
) -> LanguageGap:
    """Ask each need in each language for the ten best of what is published and indexed now.

    Hard constraints are left out: these needs have none. Raises ``MatchmakerError`` where fewer
    than twice ten documents are there: any two lists would be much alike.
    """
    market = load_market(session, now=now)
    if len(market.documents) < 2 * TOP:
        raise MatchmakerError(
            f"The language gap needs at least {2 * TOP} indexed offers and capabilities, "
            f"here are {len(market.documents)}."
        )
    engine = MatchingEngine(encoder.info if encoder else None)
    engine.synchronise(session, market)
    lists = _lists(engine.retriever, encoder, needs, sorted(market.documents))
    rows = [_row(code, lists[PIVOT], found, encoder) for code, found in lists.items()]
    others = sorted(
        (r for r in rows if r.language != PIVOT), key=lambda r: (-r.overlap, r.language)
    )
    return LanguageGap(now, engine.encoder_key, len(market.documents), len(needs), tuple(others))


def _lists(
    retriever: Retriever,
    encoder: Encoder | None,
    needs: Sequence[ParallelNeed],
    documents: Sequence[int],
) -> dict[str, list[frozenset[int]]]:
    """By language. The needs are put under negative keys, which no listing has."""
    asked = {-number: wording for number, wording in enumerate(_wordings(needs), start=1)}
    for key, (code, title, text) in asked.items():
        vectors = _vectors(encoder, code, title, text)
        retriever.put("need", key, title, text, vectors, language=code, pulls=False)
    lists: dict[str, list[frozenset[int]]] = {}
    for key, hits in retriever.documents_for_each(list(asked), lambda _: documents, TOP):
        lists.setdefault(asked[key][0], []).append(frozenset(hit.key for hit in hits))
    return lists


def _wordings(needs: Sequence[ParallelNeed]) -> Iterator[tuple[str, str, str]]:
    for need in needs:
        for code, wording in need.wordings.items():
            yield code, wording.title, wording.text


def _vectors(encoder: Encoder | None, code: str, title: str, text: str) -> Vectors | None:
    """As a listing's; none in a language that the encoder does not know."""
    if encoder is None or not encoder.info.knows(code):
        return None
    return encoder.encode([passage.text for passage in passages(title, "", text)])


def _row(code: str, pivot: _Asked, found: _Asked, encoder: Encoder | None) -> LanguageRow:
    pairs = list(zip(pivot, found, strict=True))
    return LanguageRow(
        language=code,
        overlap=fmean(len(one & other) / len(one) for one, other in pairs),
        jaccard=fmean(len(one & other) / len(one | other) for one, other in pairs),
        understood=encoder is not None and encoder.info.knows(code),
    )
