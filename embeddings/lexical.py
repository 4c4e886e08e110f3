"""BM25 as sparse vectors: words that two texts share, rare ones first."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import Stemmer
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

Analyzer = Callable[[str], Iterable[str]]
Floats = NDArray[np.float32]

_TOKEN = re.compile(r"\w\w+")  # scikit-learn's: two or more letters or digits
_CJK_RUN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_ATTAINABLE = 12  # best of 8 to 30 on short and long queries together
_STEMMER = Stemmer.Stemmer("english")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Snowball's English stem of a lower-case word."""
    return str(_STEMMER.stemWord(word))


def stems(text: str) -> Iterator[str]:
    """What content words come down to; of scripts without spaces, pairs of characters."""
    for word, _ in _content_words(text):
        yield stem(word)


def plain_words(text: str) -> list[str]:
    """Lower-case words, stop words included: the plain baseline's."""
    return _TOKEN.findall(text.lower())


def _content_words(text: str) -> Iterator[tuple[str, str]]:
    """Each token, folded, with its surface form."""
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text)):
        surface = match.group()
        word = surface.lower()
        if _CJK_RUN.search(word):
            yield from ((pair, pair) for pair in _pairs(word))
        elif word not in ENGLISH_STOP_WORDS:
            yield word, surface


def _pairs(word: str) -> Iterator[str]:
    return (word[at : at + 2] for at in range(len(word) - 1))


@dataclass(frozen=True, slots=True)
class Bag:
    """Terms by their column, and how often each occurs."""

    columns: NDArray[np.int32]
    counts: Floats


@dataclass(frozen=True, slots=True)
class _Derived:
    """What depends on all documents at once; made when it is next needed."""

    row_of: dict[int, int]
    idf: Floats
    unseen: float  # idf of a word that no document has
    length: float  # mean of the documents, in words; at least 1
    weights: csr_array  # documents × terms: BM25 without idf, from 0 to k1 + 1


class LexicalIndex:
    """BM25 (Robertson and Zaragoza 2009) with the idf of Lucene, which is never negative.

    A title counts ``title_weight`` times. A changed document costs its own words, and at the next
    search one pass over the stored counts.
    """

    def __init__(
        self,
        *,
        k1: float = 1.2,
        b: float = 0.75,
        title_weight: int = 3,
        analyzer: Analyzer = stems,
    ) -> None:
        self.k1 = k1
        self.b = b
        self.title_weight = title_weight
        self.analyzer = analyzer
        self._columns: dict[str, int] = {}
        self._bags: dict[int, Bag] = {}
        self._derived: _Derived | None = None

    def __len__(self) -> int:
        return len(self._bags)

    def __contains__(self, key: int) -> bool:
        return key in self._bags

    def __iter__(self) -> Iterator[int]:
        return iter(self._bags)

    def upsert(self, key: int, title: str, text: str) -> None:
        self._bags[key] = self.bag(title, text)
        self._derived = None

    def remove(self, key: int) -> None:
        if self._bags.pop(key, None) is not None:
            self._derived = None

    def bag(self, title: str, text: str) -> Bag:
        """The words of a query or a document as this index counts them; new ones get a column."""
        counts: Counter[str] = Counter(self.analyzer(text))
        for term in self.analyzer(title):
            counts[term] += self.title_weight
        columns = [self._columns.setdefault(term, len(self._columns)) for term in counts]
        return Bag(
            np.array(columns, dtype=np.int32),
            np.fromiter(counts.values(), dtype=np.float32, count=len(counts)),
        )

    def scores(
        self, text: str, among: Collection[int] | None = None
    ) -> tuple[NDArray[np.int64], Floats]:
        """Keys and their BM25 scores, in the order of ``among`` or of arrival."""
        keys = [key for key in (self._bags if among is None else among) if key in self._bags]
        return np.array(keys, dtype=np.int64), self.score_matrix([self.bag("", text)], keys)[0]

    def score_matrix(self, queries: Sequence[Bag], keys: Sequence[int]) -> Floats:
        """BM25 of each query with each document: shape (queries, keys)."""
        matrix = _stack(queries, len(self._columns))
        matrix.data *= self._idf()[matrix.indices]
        return _product(matrix, self._rows(keys))

    def share_matrix(self, queries: Sequence[Bag], keys: Sequence[int]) -> Floats:
        """The share, 0 to 1, of what a document could score: shape (queries, keys).

        The whole is the score of a document full of the query's heaviest words, ``_ATTAINABLE`` of
        them at most, since no document answers all words of a long query; a word again adds less
        and less. So scores of short and of long queries, and of small and large collections, can
        be compared.
        """
        return self._shares(queries, self._rows(keys))

    def unheld_shares(self, queries: Sequence[Bag], documents: Sequence[Bag]) -> Floats:
        """``share_matrix`` with documents that are not held: what they would score as they read."""
        length, width = self._derive().length, len(self._columns)
        return self._shares(queries, self._weights(_stack(documents, width), length))

    def shared_words(self, query: str, text: str, most: int | None = None) -> list[str]:
        """Words of ``text`` as written there whose stem ``query`` has too, the rarest first.

        Of more than ``most`` those that add most to the score of ``text``.
        """
        wanted = Counter(stems(query))
        found: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for word, surface in _content_words(text):
            if (term := stem(word)) in wanted:
                found.setdefault(term, surface)
                counts[term] += 1
        idf = self._idf()
        rarity = {
            term: float(idf[self._columns[term]]) if term in self._columns else float("inf")
            for term in found
        }
        share = {t: rarity[t] * wanted[t] ** 0.5 * n / (n + self.k1) for t, n in counts.items()}
        kept = sorted(found, key=share.__getitem__, reverse=True)[:most]
        return [found[term] for term in sorted(kept, key=rarity.__getitem__, reverse=True)]

    def _shares(self, queries: Sequence[Bag], weights: csr_array) -> Floats:
        matrix = _stack(queries, len(self._columns))
        matrix.data = np.sqrt(matrix.data) * self._idf()[matrix.indices]
        whole = (self.k1 + 1) * np.array(
            [_heaviest(matrix.data[a:b]) for a, b in pairwise(matrix.indptr.tolist())],
            dtype=np.float32,
        )
        shares = _product(matrix, weights)
        np.divide(shares, whole[:, None], out=shares, where=whole[:, None] > 0)
        return np.minimum(shares, 1.0, out=shares)

    def _rows(self, keys: Sequence[int]) -> csr_array:
        derived = self._derive()
        rows = [derived.row_of[key] for key in keys]
        return (
            derived.weights if rows == list(range(len(derived.row_of))) else derived.weights[rows]
        )

    def _weights(self, counts: csr_array, length: float) -> csr_array:
        """BM25 without idf, from 0 to k1 + 1, of counted words; ``length`` is the usual one."""
        damping = np.repeat(
            self.k1 * (1 - self.b + self.b * counts.sum(axis=1) / length), np.diff(counts.indptr)
        ).astype(np.float32)
        counts.data = counts.data * (self.k1 + 1) / (counts.data + damping)
        return counts

    def _idf(self) -> Floats:
        """For every column, of words that came with queries after the last change too."""
        derived = self._derive()
        new = len(self._columns) - len(derived.idf)
        return np.append(derived.idf, np.full(new, derived.unseen, dtype=np.float32))

    def _derive(self) -> _Derived:
        if self._derived is None:
            counts = _stack(list(self._bags.values()), len(self._columns))
            documents = counts.shape[0]
            frequency = np.bincount(counts.indices, minlength=counts.shape[1])
            idf = np.log1p((documents - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
            length = max(float(counts.sum(axis=1).mean()), 1.0) if documents else 1.0
            row_of = {key: row for row, key in enumerate(self._bags)}
            unseen = float(np.log1p((documents + 0.5) / 0.5))
            weights = self._weights(counts, length)
            self._derived = _Derived(row_of, idf, unseen, length, weights)
        return self._derived


def _stack(bags: Sequence[Bag], width: int) -> csr_array:
    ends = np.cumsum([0, *(len(bag.columns) for bag in bags)])
    columns = np.concatenate([np.zeros(0, dtype=np.int32), *(bag.columns for bag in bags)])
    counts = np.concatenate([np.zeros(0, dtype=np.float32), *(bag.counts for bag in bags)])
    return csr_array((counts, columns, ends), shape=(len(bags), width))


def _product(queries: csr_array, weights: csr_array) -> Floats:
    scores: Floats = (queries[:, : weights.shape[1]] @ weights.T).toarray()
    return scores


def _heaviest(weights: Floats) -> float:
    if len(weights) > _ATTAINABLE:
        weights = np.partition(weights, -_ATTAINABLE)[-_ATTAINABLE:]
    return float(weights.sum())
