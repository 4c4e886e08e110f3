"""Words that two texts have in common, made fit to be read and to be marked."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from embeddings.lexical import plain_words, stems
from matchmaker.ranking.empty_words import EMPTY

MOST: Final = 12
_WORD: Final = re.compile(r"\w+")
#: Scripts whose words are compared as pairs of characters; as in ``embeddings.lexical``.
_RUN: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


def readable(words: Iterable[str], one: str, other: str) -> tuple[str, ...]:
    """At most ``MOST`` of ``words``, which both texts have, in their order.

    Pairs of characters are joined to the longest runs that both texts have; bare numbers are left
    out, and so are small words and units, since alone they tell nobody anything; a capital that
    only begins a sentence goes.
    """
    both = _Runs(one, other)
    found: dict[str, None] = {}
    for word in words:
        if _RUN.search(word):
            found.setdefault(both.around(word))
        elif not word.isdecimal() and word.lower() not in EMPTY:
            found.setdefault(_without_capital(word, one, other))
    return tuple(found)[:MOST]


def forms(words: Sequence[str], *texts: str) -> tuple[str, ...]:
    """How the words stand in the texts, inflected ones included, in lower case and sorted."""
    wanted = {stem for word in words for stem in stems(word)}
    found = {word.lower() for word in words}
    for text in texts:
        for word in set(plain_words(text)):
            own = set(stems(word))
            if own and own <= wanted:
                found.add(word)
    return tuple(sorted(found))


def in_both(marks: Iterable[str], one: str, other: str) -> tuple[str, ...]:
    """Those of ``marks`` that are forms of a word which both of two sentences have."""
    shared = set(stems(one)) & set(stems(other))
    said = (one.lower(), other.lower())
    return tuple(
        mark
        for mark in marks
        if not shared.isdisjoint(stems(mark))
        and (not _RUN.search(mark) or all(mark in text for text in said))
    )


def without(words: Sequence[str], text: str) -> str:
    """``text`` with all forms of the words taken away."""
    for run in words:
        if _RUN.search(run):
            text = text.replace(run, " ")
    found = {form for form in forms(words, text) if not _RUN.search(form)}
    return _WORD.sub(lambda m: " " if m.group().lower() in found else m.group(), text)


def _without_capital(word: str, one: str, other: str) -> str:
    """``slag`` for ``Slag`` where a text writes it so; a name or an acronym stays as it is."""
    small = word.lower()
    pattern = re.compile(rf"(?<!\w){re.escape(small)}(?!\w)")
    return small if pattern.search(one) or pattern.search(other) else word


class _Runs:
    """Stretches of characters, without spaces between, that two texts have in common."""

    def __init__(self, one: str, other: str) -> None:
        self._runs = sorted(set(_RUN.findall(one)), key=len)
        self._other = other

    def around(self, pair: str) -> str:
        """The longest stretch with ``pair`` in it that both texts have."""
        best = pair
        for run in self._runs:
            start = run.find(pair)
            if start < 0:
                continue
            first, last = start, start + len(pair)
            while first > 0 and run[first - 1 : last] in self._other:
                first -= 1
            while last < len(run) and run[first : last + 1] in self._other:
                last += 1
            if last - first > len(best):
                best = run[first:last]
        return best
