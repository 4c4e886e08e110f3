"""Which figures of a question competitors should not exchange, and which are technical.

What ``writing_confidential`` knows of listings is found there; a question may also ask the other
side for such a thing, or propose to agree on it. Temperature, pressure, composition, time and TRL
are what the exchange is for and are left alone.
"""

import re
from collections.abc import Iterator
from typing import Final

from matchmaker.services.writing_measure import measures

_NUMBER: Final = r"(?<![\d.,])\d[\d.,\u00a0\u202f ]{0,14}"
_AMOUNT: Final = r"(?:t|k?tonnes?|tons?|kt|Mt|m3|m³|Nm3|Nm³|[MGT]Wh|barrels?|pieces|units|litres?)"
_YEARLY: Final = (
    rf"{_NUMBER}\s?(?:million\s|thousand\s|k|M)?{_AMOUNT}(?:\sof\s[\w-]{{1,20}})?"
    r"\s?(?:/|per|an?|each|every|last|this|next)\s?(?:a|years?|annum|yr|month|quarter)\b"
)
_TOPICS: Final = tuple(
    (topic, re.compile(pattern, re.IGNORECASE))
    for topic, pattern in (
        (
            "a price or cost",
            r"\b(?:which|what|at what|the|your|list|sales|purchase|selling) prices?\b"
            r"|\b(?:production|unit|manufacturing|operating) costs?\b|\bdiscounts?\b"
            r"|\broyalt\w{1,4}"
            r"|\bpremium of\b|\b(?:would|do) you charge\b|\bsurcharges?\b|\b(?:Rabatt|remise)\b",
        ),
        (
            "a volume",
            rf"{_YEARLY}|\bhow (?:much|many)\b[^.?\n]{{0,40}}\b(?:sell|ship|produce)\b"
            r"|\bsales (?:volumes?|figures?)\b|\bwe (?:ship|sold|shipped|sell)\b[^.?\n]{0,20}\d",
        ),
        (
            "a capacity",
            r"\b(?:installed|nameplate|annual|spare|production) capacit(?:y|ies)\b"
            r"|\d\s?% of (?:its|our|the|your) (?:\w{1,15} )?capacity\b"
            r"|\bcapacity (?:utili[sz]ation|plans?|expansion)\b|\bmothball\w{0,3}\b"
            r"|\b(?:close|shut) (?:down )?(?:our|a|the|your) (?:\w{1,12} )?"
            r"(?:line|plant|mill|kiln)\b",
        ),
        (
            "a market share",
            r"\bmarket shares?\b|\bshares? of (?:the |your |our )?market\b|\bMarktanteil\w{0,2}"
            r"|\d\s?% of (?:the|our|your) (?:\w{1,15} )?market\b|\bparts? de marché\b",
        ),
        (
            "a result",
            r"\bmargins?\b|\bturnover\b|\brevenues?\b|\bprofit\w{0,7}\b|\bEBITDA\b|\bUmsatz\b",
        ),
        (
            "customers or suppliers",
            r"\byour (?:\w{1,10} )?(?:customers|clients)\b"
            r"|\b(?:which|what) (?:customers?|clients?)\b"
            r"|\bsuppliers? do you (?:buy|source)\b|\byour (?:\w{1,10} )?suppliers\b",
        ),
        ("a bid", r"\bbidding\b|\b(?:the|your|their|a) (?:bid|tender)\b"),
        (
            "an agreement between competitors",
            r"\bagree\b[^.?\n]{0,40}\b(?:prices?|countr\w{1,3}|markets?|territor\w{1,3}|customers"
            r"|sells?|volumes?)\b|\b(?:divide|split|share out) the market|\beach of us sells?\b"
            r"|\bstay out of (?:our|your) (?:market|region|country)\b",
        ),
    )
)
_SCALE: Final = re.compile(r"\bTRL\s?[1-9]\b|\bpH\s?\d{1,2}(?:[.,]\d)?", re.IGNORECASE)


def commercial(text: str) -> Iterator[tuple[str, int, int]]:
    """``(topic, start, end)`` of what competition law may have a view on."""
    for topic, pattern in _TOPICS:
        for match in pattern.finditer(text):
            yield topic, match.start(), match.end()


def technical(text: str) -> Iterator[tuple[int, int]]:
    """``(start, end)`` of figures with a unit, and of levels."""
    for match in measures(text):
        yield match.span()
    for match in _SCALE.finditer(text):
        yield match.span()
