"""Which parts of a need a text answers: sentence against sentence, 0 to 1."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.lexical import plain_words, stems
from embeddings.text import clean, sentences

Floats = NDArray[np.floating]

MOST_PARTS: Final = 14
ANSWERED: Final = 0.2  # a part that is covered less is said to be answered by nobody
#: With fewer stems an item needs so many words: "ash below 8 %" asks for something.
_FEWEST_STEMS: Final = 2
_FEWEST_WORDS: Final = 3
_FEWEST_SHARED: Final = 2
MARKS: Final = "-–•*· \t"  # before an item of a list
#: The lowest TRL is a hard constraint, and settled before any text is compared.
_SETTLED: Final = re.compile(r"\bTRL\s*[1-9]")
_LONGEST: Final = 400  # characters of a part
_LEAST_SPREAD: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a need asks for, as it is written there."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Scale:
    """From a similarity to a share: ``low`` and below answers nothing, ``high`` everything."""

    low: float
    high: float

    def share(self, similarity: Floats) -> Floats:
        share: Floats = np.clip((similarity - self.low) / (self.high - self.low), 0.0, 1.0)
        return share

    def at(self, share: float) -> float:
        """The similarity of which this is the share."""
        return self.low + share * (self.high - self.low)


#: For shared words, of which the similarity is n of m as n / (m + 1).
WORDS: Final = Scale(0.15, 0.4)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Arrays of shape (parts, partners): how much is answered, and by which sentence."""

    shares: Floats
    sentence: NDArray[np.intp]


def parts_of(texts: Iterable[tuple[str, float]]) -> list[Part]:
    """Sentences and items between semicolons of ``(text, weight)`` pairs, each once, in order."""
    found: dict[str, Part] = {}
    for text, weight in texts:
        for sentence in sentences(text):
            for piece in map(str.strip, sentence.split(";")):
                item = clean(piece.lstrip(MARKS))[:_LONGEST]
                if _asks(item) and not _SETTLED.match(item):
                    found.setdefault(item.casefold(), Part(item, weight))
    return list(found.values())[:MOST_PARTS]


def _asks(item: str) -> bool:
    found = len(set(stems(item)))
    return found >= _FEWEST_STEMS or (found > 0 and len(item.split()) >= _FEWEST_WORDS)


def scale_of(background: Floats) -> Scale:
    """The scale of an encoder: one and a quarter deviations above what unrelated texts have in
    common is nothing yet, four are an answer.

    ``background`` holds cosines of texts that were not chosen for one another. Encoders differ
    much in what their cosines mean, so no fixed number would do.
    """
    mean, spread = float(background.mean()), max(float(background.std()), _LEAST_SPREAD)
    return Scale(mean + 1.25 * spread, mean + 4.0 * spread)


def by_words(parts: Sequence[str], texts: Sequence[str]) -> Floats:
    """Similarity of every part to every text by the stems that both have, rare ones first.

    A stem weighs 1 when it stands in one sentence only, and less the more of them have it: so the
    small words of any language count little. Weights n in common of m in the shorter sentence give
    n / (m + 1); one stem alone in common says nothing.
    """
    ours, theirs = [set(stems(p)) for p in parts], [set(stems(t)) for t in texts]
    column = {stem: at for at, stem in enumerate(sorted(set().union(*ours, *theirs)))}
    asked, told = _incidence(ours, column), _incidence(theirs, column)
    holders = asked.sum(axis=0) + told.sum(axis=0)
    total = len(ours) + len(theirs)
    weights = np.log1p(total / holders) / np.log1p(total)
    sizes = np.minimum.outer(asked @ weights, told @ weights)
    similarity = (asked * weights) @ told.T / (sizes + 1.0)
    return np.where(asked @ told.T >= _FEWEST_SHARED, similarity, 0.0)


def shared_words(part: str, text: str) -> list[str]:
    """Content words of which both have the stem, in lower case, in all forms that stand there."""
    shared = set(stems(part)) & set(stems(text))
    words = sorted({*plain_words(part), *plain_words(text)})
    return [word for word in words if not shared.isdisjoint(stems(word))]


def coverage(shares: Floats, owner: NDArray[np.intp], partners: int) -> Coverage:
    """The best sentence of each partner for each part; ``owner`` says whose each sentence is.

    A partner without a sentence answers nothing (its ``sentence`` is -1).
    """
    best = np.zeros((len(shares), partners))
    place = np.full((len(shares), partners), -1, dtype=np.intp)
    for partner in range(partners):
        own = np.flatnonzero(owner == partner)
        if len(own):
            place[:, partner] = own[shares[:, own].argmax(axis=1)]
            best[:, partner] = shares[:, own].max(axis=1)
    return Coverage(best, place)


def _incidence(texts: Sequence[set[str]], column: dict[str, int]) -> Floats:
    table = np.zeros((len(texts), len(column)), dtype=np.float32)
    for row, words in enumerate(texts):
        table[row, [column[word] for word in words]] = 1.0
    return table
