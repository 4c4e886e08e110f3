"""What can be counted of a text: its length in any script, figures with units, empty phrases."""

import re
from collections.abc import Iterator
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_](?:[^\W_]|[\u0300-\u036f\u0900-\u0dff]){0,60}")
_NOTHING: Final = re.compile(r"[^\w\u0300-\u036f\u0900-\u0dff]+")
#: Scripts that say with one character what Latin ones say with two or three.
_DENSE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DENSITY: Final = 2.5
_UNIT: Final = (
    r"(?:°\s?[CF]\b|℃|%|‰|ppm\b|pct\b|[kMG]?Pa\b|m?bar\b|K\b|[kµμm]?g\b|mg/|g/|[kM]?t\b|t/|tpd\b"
    r"|tonn?e?s?\b|tons?\b|Tonnen\b|toneladas?\b|ton\b|[cmkµμn]?m[²³23]?(?![\w])|l/|litres?\b|L\b"
    r"|[kMGT]?W(?:h|el|th)?\b|[kMG]?J\b|[kM]?V\b|[kM]?A\b|Hz\b|kHz\b|rpm\b|Nm³?|h\b|min\b"
    r"|hours?\b|minutes?\b|days?\b|weeks?\b|months?\b|cycles?\b|times\b|grad(?:er|os?)?\b"
    r"|トン|度|時間|万吨|吨|公斤|小时|톤|시간|टन|डिग्री|घंटे)"
)
_MEASURE: Final = re.compile(
    rf"(?<![\w.,])\d[\d.,]{{0,12}}(?:\s?(?:[–-]|to|bis|à|a)\s?\d[\d.,]{{0,12}})?\s?{_UNIT}"
)
_PHRASE: Final = re.compile(
    r"\b(?:innovati(?:ve|on)s?|cutting[- ]edge|state[- ]of[- ]the[- ]art|world[- ](?:class|leading)"
    r"|market[- ]leading|leading provider|next[- ]generation|game[- ]chang\w{2,4}|revolutionary"
    r"|best[- ]in[- ]class|unique solution|one[- ]stop|turnkey solutions?|synerg\w{1,5}"
    r"|paradigm shift|holistic|innovativ\w{0,3}|wegweisend\w{0,2}|innovant\w{0,2}"
    r"|innovador\w{0,2}|inovador\w{0,2}|革新的|创新型|혁신적)",
    re.IGNORECASE,
)
_CASED_LEAST, _CAPITALS_MOST = 20, 0.7


def length(text: str) -> int:
    """Characters, as many as the same would have in Latin script; signs and emoji are none."""
    counted = len(_NOTHING.sub(" ", text).strip())
    return counted + round(len(_DENSE.findall(text)) * (_DENSITY - 1))


def words(text: str) -> int:
    """Words; of scripts that write none, two characters for each."""
    dense = len(_DENSE.findall(text))
    return len(_WORD.findall(_DENSE.sub(" ", text))) + dense // 2


def has_measure(text: str) -> bool:
    """Whether a number with a unit stands in it."""
    return _MEASURE.search(text) is not None


def measures(text: str) -> Iterator[re.Match[str]]:
    """Every number with a unit."""
    return _MEASURE.finditer(text)


def phrases(text: str) -> list[str]:
    """Words that praise and say nothing."""
    return _PHRASE.findall(text)


def is_shouted(text: str) -> bool:
    """Whether it is written in capitals, short titles of abbreviations aside."""
    cased = [character for character in text if character.isupper() or character.islower()]
    capitals = sum(character.isupper() for character in cased)
    return len(cased) >= _CASED_LEAST and capitals > _CAPITALS_MOST * len(cased)
