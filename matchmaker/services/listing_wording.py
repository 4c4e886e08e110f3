"""Texts that seem to tell what no listing should: prices, margins, output, plans, customers, bids.

A warning to the writer, never a refusal: a pattern cannot know what is secret. The patterns read
English; amounts of money are found in any language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_CURRENCY: Final = r"(?:€|\$|£|¥|₹|\b(?:EUR|USD|GBP|SEK|INR|JPY|CNY|BRL|ZAR|euros?|dollars?)\b)"
#: Topic → what gives it away.
_PATTERNS: Final = {
    "a price": rf"{_CURRENCY}\s?\d[\d.,]*|\d[\d.,]*\s?(?:k|m|million|bn)?\s?{_CURRENCY}"
    r"|\b(?:our|selling|purchase|list) prices?\b|\bprice list\b",
    "a margin": r"\b(?:our|profit|gross|operating) margins?\b|\bEBITDA\b",
    "output or utilisation": r"\b(?:capacity utili[sz]ation|utili[sz]ation rate|our output"
    r"|annual (?:output|production)|production volumes?)\b",
    "a capacity plan": r"\bcapacity (?:expansion|plan|closure)s?\b|\bplanned capacity\b"
    r"|\bwe (?:will|plan to|intend to) (?:close|shut|expand|double)\b",
    "customers": r"\b(?:our|key|main|largest) customers?\b|\bcustomer list\b",
    "a bid": r"\bour (?:bid|tender)s?\b|\b(?:bid|tender) price\b",
}
_COMPILED: Final = {
    topic: re.compile(pattern, re.IGNORECASE) for topic, pattern in _PATTERNS.items()
}
#: A need may name the funding that it brings.
_MONEY_IS_FINE: Final = frozenset({"we_bring", "incubator_support"})


@dataclass(frozen=True, slots=True)
class Suspect:
    """``field`` seems to tell of ``topic``, by these ``words``."""

    field: str
    topic: str
    words: str


def suspects(values: Mapping[str, Any]) -> list[Suspect]:
    """At most one for each field and topic, in the order of the fields."""
    found = []
    for field, value in values.items():
        text = "\n".join(value) if field == "expertise" else value
        if not isinstance(text, str):
            continue
        for topic, pattern in _COMPILED.items():
            if topic == "a price" and field in _MONEY_IS_FINE:
                continue
            if match := pattern.search(text):
                found.append(Suspect(field, topic, match.group().strip()))
    return found
