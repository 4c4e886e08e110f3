"""Why two listings are proposed: reasons in order, and the two sentences that are nearest.

Faithful: what stands here has moved the score. How much each finding moved it goes along as its
influence; which sentence did is put to the proof elsewhere, by taking it away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.lexical import stems
from embeddings.text import clean, sentences
from matchmaker.ranking.common_words import in_both
from matchmaker.ranking.coverage import MARKS
from matchmaker.ranking.features import CONDITION_CODES
from matchmaker.ranking.finding import Finding
from matchmaker.ranking.learned import SHIPPED, Learned, move

_ORDER: Final = {"fits": 0, "misses": 1, "unknown": 2}
_FEWEST_WORDS: Final = 4  # a heading of two words matches much and says nothing
_MOST_SENTENCES: Final = 40
_FEWEST_SHARED: Final = 3  # stems; one or two alone in common say little
#: Of the likeness by words, n shared of m as n / (m + 1), from which two sentences meet.
WORDS_ALIKE: Final = 0.3
_ENDINGS: Final = tuple(".!?…。！？।॥؟")
_DIGITS: Final = 4

Reader = Literal["need", "document"]
VectorOf = Mapping[str, NDArray[np.float32]]  # sentence → unit vector


@dataclass(frozen=True, slots=True)
class Quotes:
    """A sentence of the need and one of the document. ``similarity``: above 0, 1 at most."""

    need: str
    document: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the texts share. Without two sentences that count ``quotes`` is ``None``.

    ``words`` are those that both texts have, the rarest first; ``marks`` all forms in which they
    stand in either, in lower case.
    """

    quotes: Quotes | None
    words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    def seen_by(self, reader: Reader) -> dict[str, Any]:
        """The form in which a match keeps it; ``ours`` is the reader's sentence.

        ``said`` are the marks that both sentences have, not only the texts around them.
        """
        quotes = self.quotes or Quotes("", "", 0.0)
        ours, theirs = quotes.need, quotes.document
        if reader == "document":
            ours, theirs = theirs, ours
        return {
            "ours": ours,
            "theirs": theirs,
            "similarity": quotes.similarity,
            "words": list(self.words),
            "marks": list(self.marks),
            "said": list(in_both(self.marks, ours, theirs)),
        }


def reasons(findings: Iterable[Finding], learned: Learned = SHIPPED) -> list[dict[str, Any]]:
    """Conditions first, then what fits, what misses, what is unknown; the weightiest first.

    ``influence`` is what the finding adds to the log-odds of the score. A feature that ``learned``
    gives no weight is no reason, whatever it found; a condition still says what was checked.
    """
    told = [
        finding
        for finding in findings
        if finding.feature in CONDITION_CODES or learned.weights[finding.feature] > 0
    ]
    told.sort(key=lambda finding: _place(finding, learned))
    return [
        {
            "verdict": finding.verdict,
            "feature": finding.feature,
            "phrase": finding.phrase,
            "influence": round(learned.weights[finding.feature] * move(finding), _DIGITS),
        }
        for finding in told
    ]


def _place(finding: Finding, learned: Learned) -> tuple[int, float]:
    if finding.feature in CONDITION_CODES:
        return -1, CONDITION_CODES.index(finding.feature)
    weight = learned.weights[finding.feature]
    moved = weight if finding.verdict == "unknown" else weight * abs(move(finding))
    return _ORDER[finding.verdict], -moved


def quotable(passage: str) -> list[str]:
    """The sentences of a passage that are worth showing.

    The title in front is left out, and so are the broken sentences at a window's edges, unless
    nothing else remains.
    """
    title, _, window = passage.partition("\n")
    found = sentences(window or title)
    whole = [sentence for sentence in found if _is_whole(sentence)]
    return (whole or found)[:_MOST_SENTENCES]


def statements(text: str) -> list[str]:
    """The sentences of a text that are worth showing, without the marks of a list before them.

    A line is one as well that ends without a full stop, as the items of a list do, but not where
    the next line goes on with it. Headings of a few words and broken ends are left out.
    """
    lines = [clean(line).lstrip(MARKS) for line in text.splitlines()]
    found: list[str] = []
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        *whole, last = sentences(line) or [""]
        ends = last.endswith(_ENDINGS) or not following[:1].islower()
        found += [s for s in (*whole, *([last] if ends else [])) if _says_something(s)]
    return found


def nearest(
    need: Sequence[str],
    document: Sequence[str],
    vectors: VectorOf | None = None,
    *,
    least: float = 0.0,
) -> list[Quotes]:
    """Each sentence of the document with the most alike of the need, the best pair first.

    ``vectors`` holds every sentence of both sides. Without it shared words decide. What is less
    alike than ``least``, or not at all, is left out; among equals the first comes first.
    """
    if not need or not document:
        return []
    likeness = _by_words(need, document) if vectors is None else _by_vector(need, document, vectors)
    best = likeness.max(axis=0)
    order = np.argsort(-best, kind="stable").tolist()
    return [
        Quotes(need[int(likeness[:, column].argmax())], document[column], similarity)
        for column in order
        if (similarity := round(min(1.0, float(best[column])), _DIGITS)) > 0.0
        and similarity >= least
    ]


def _is_whole(sentence: str) -> bool:
    return sentence.endswith(_ENDINGS) and _says_something(sentence)


def _says_something(sentence: str) -> bool:
    if not sentence or sentence[0].islower():
        return False
    return len(sentence.split()) >= _FEWEST_WORDS or not sentence.isascii()


def _by_vector(
    need: Sequence[str], document: Sequence[str], vectors: VectorOf
) -> NDArray[np.float32]:
    ours = np.stack([vectors[sentence] for sentence in need])
    theirs = np.stack([vectors[sentence] for sentence in document])
    return ours @ theirs.T


def _by_words(need: Sequence[str], document: Sequence[str]) -> NDArray[np.float32]:
    """Share of the stems of the shorter sentence, weighted so that more in common wins.

    n shared of m gives n / (m + 1): two of two is less than five of six.
    """
    ours, theirs = ([set(stems(s)) for s in side] for side in (need, document))
    return np.array([[_share(a, b) for b in theirs] for a in ours], dtype=np.float32)


def _share(one: set[str], other: set[str]) -> float:
    shared = len(one & other)
    return shared / (min(len(one), len(other)) + 1) if shared >= _FEWEST_SHARED else 0.0
