"""Why two listings are proposed: reasons in order, and the two sentences that are nearest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.lexical import plain_words, stems
from embeddings.text import sentences
from matchmaker.ranking.features import HARD_CODES
from matchmaker.ranking.finding import Finding

_ORDER: Final = {"fits": 0, "misses": 1, "unknown": 2}
_FEWEST_WORDS: Final = 4  # a heading of two words matches much and says nothing
_MOST_SENTENCES: Final = 40
_ENDINGS: Final = tuple(".!?…。！？।॥؟")
_DIGITS: Final = 4

Reader = Literal["need", "document"]
VectorOf = Mapping[str, NDArray[np.float32]]  # sentence → unit vector


@dataclass(frozen=True, slots=True)
class Evidence:
    """``words`` are those that both sentences share, as written in either, in lower case."""

    need: str
    document: str
    similarity: float
    words: tuple[str, ...]

    def seen_by(self, reader: Reader) -> dict[str, Any]:
        """The form in which a match keeps it; ``ours`` is the reader's sentence."""
        ours, theirs = self.need, self.document
        if reader == "document":
            ours, theirs = theirs, ours
        return {
            "ours": ours,
            "theirs": theirs,
            "similarity": self.similarity,
            "words": list(self.words),
        }


def reasons(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Hard constraints first, then what fits, what misses, what is unknown."""
    ordered = sorted(findings, key=lambda f: (f.feature not in HARD_CODES, _ORDER[f.verdict]))
    return [{"verdict": f.verdict, "feature": f.feature, "phrase": f.phrase} for f in ordered]


def quotable(passage: str) -> list[str]:
    """The sentences of a passage that are worth showing.

    The title in front is left out, and so are the broken sentences at a window's edges, unless
    nothing else remains.
    """
    title, _, window = passage.partition("\n")
    found = sentences(window or title)
    whole = [sentence for sentence in found if _is_whole(sentence)]
    return (whole or found)[:_MOST_SENTENCES]


def nearest(
    need: Sequence[str], document: Sequence[str], vectors: VectorOf | None = None
) -> Evidence | None:
    """The pair of sentences that are most alike; the first one when several are.

    ``vectors`` holds every sentence of both sides. Without it shared words decide. ``None`` when
    no pair has anything in common.
    """
    if not need or not document:
        return None
    likeness = _by_words(need, document) if vectors is None else _by_vector(need, document, vectors)
    row, column = divmod(int(likeness.argmax()), len(document))
    similarity = round(min(1.0, float(likeness[row, column])), _DIGITS)
    if similarity <= 0.0:
        return None
    ours, theirs = need[row], document[column]
    return Evidence(ours, theirs, similarity, shared_words(ours, theirs))


def shared_words(one: str, other: str) -> tuple[str, ...]:
    """Content words with a stem that both have, as they are written in either."""
    shared = set(stems(one)) & set(stems(other))
    words = sorted({*plain_words(one), *plain_words(other)})
    return tuple(word for word in words if not shared.isdisjoint(stems(word)))


def _is_whole(sentence: str) -> bool:
    if sentence[0].islower() or not sentence.endswith(_ENDINGS):
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
    return np.array(
        [[len(a & b) / (min(len(a), len(b)) + 1) for b in theirs] for a in ours], dtype=np.float32
    )
