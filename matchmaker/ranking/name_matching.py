"""How alike two names of firms are, from 0 to 100, and all the listed names that are like one.

Three ways to be alike, the best counts:

- The words in the order of the alphabet, compared letter by letter (``token_sort_ratio``): it
  forgives typing errors and any order of the words, and every other word costs.
- The same with the words run together in their own order: *Ural Zink* and *Uralzink*.
- What both names share, against each of them (``token_set_ratio``), times ``CONTAINED``: it
  forgives words that one of them leaves out. Alone it would call every *Steel* a *Norrsken Steel*,
  so two shared words are asked for, and a name within another is never quite as alike as an equal.

The threshold is fitted on labelled pairs (docs/benchmarks.md). A listed firm that is missed costs
more than a name that a person has to look at, so recall counts double (F2).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from matchmaker.ranking.name_forms import words

CONTAINED: Final = 0.95
SHARED_WORDS: Final = 2
#: From here on a name is shown to a person; the highest one with the best F2 on labelled pairs.
THRESHOLD: Final = 90.0
_CHUNK: Final = 32  # names compared at once: what is in memory is this by all listed names


@dataclass(frozen=True, slots=True)
class Alike:
    """``position`` of the listed name, and its score."""

    position: int
    score: float


@dataclass(frozen=True, slots=True)
class _Forms:
    """One name, made ready for each of the three comparisons."""

    words: frozenset[str]
    in_order: str
    run_together: str

    @classmethod
    def of(cls, name: str) -> "_Forms":
        said = words(name)
        return cls(frozenset(said), " ".join(sorted(said)), "".join(said))


def similarity(one: str, other: str) -> float:
    """The score of two names; the same from both sides."""
    return _score(_Forms.of(one), _Forms.of(other))


def _score(one: _Forms, other: _Forms) -> float:
    scores = [
        fuzz.ratio(one.in_order, other.in_order),
        fuzz.ratio(one.run_together, other.run_together),
    ]
    if len(one.words & other.words) >= SHARED_WORDS:
        scores.append(CONTAINED * fuzz.token_set_ratio(one.in_order, other.in_order))
    return max(scores)


class ListedNames:
    """Many names, ready to be compared with a few: all at once in C, containment by shared words.

    Nothing is lost against comparing every pair with ``similarity``; a test holds it to that.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._forms = [_Forms.of(name) for name in names]
        self._in_order = [forms.in_order for forms in self._forms]
        self._run_together = [forms.run_together for forms in self._forms]
        self._having: dict[str, list[int]] = defaultdict(list)
        for position, forms in enumerate(self._forms):
            for word in forms.words:
                self._having[word].append(position)

    def like(self, names: Sequence[str], *, threshold: float = THRESHOLD) -> list[list[Alike]]:
        """For each name the listed ones that reach the threshold, the most alike first."""
        asked = [_Forms.of(name) for name in names]
        found = [
            candidates | self._sharing(forms)
            for forms, candidates in zip(asked, self._close(asked, threshold), strict=True)
        ]
        return [
            self._scored(forms, candidates, threshold)
            for forms, candidates in zip(asked, found, strict=True)
        ]

    def _scored(self, forms: _Forms, candidates: set[int], threshold: float) -> list[Alike]:
        scored = (Alike(at, _score(forms, self._forms[at])) for at in candidates)
        kept = [alike for alike in scored if alike.score >= threshold]
        return sorted(kept, key=lambda alike: (-alike.score, alike.position))

    def _close(self, asked: Sequence[_Forms], threshold: float) -> Iterator[set[int]]:
        """Positions that are close letter by letter, in either of the two ways."""
        for start in range(0, len(asked), _CHUNK):
            chunk = asked[start : start + _CHUNK]
            in_order = _close_ones([f.in_order for f in chunk], self._in_order, threshold)
            together = _close_ones([f.run_together for f in chunk], self._run_together, threshold)
            yield from (one | other for one, other in zip(in_order, together, strict=True))

    def _sharing(self, forms: _Forms) -> set[int]:
        """Positions that share enough words for one name to be within the other."""
        shared = Counter(at for word in forms.words for at in self._having.get(word, ()))
        return {at for at, count in shared.items() if count >= SHARED_WORDS}


def _close_ones(asked: list[str], listed: list[str], threshold: float) -> list[set[int]]:
    if not listed:
        return [set() for _ in asked]
    scores = process.cdist(asked, listed, scorer=fuzz.ratio, score_cutoff=threshold, workers=1)
    return [set(np.flatnonzero(row).tolist()) for row in scores]
