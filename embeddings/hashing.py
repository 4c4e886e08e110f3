"""An encoder without a model: hashed words and character n-grams."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import EncoderInfo, Vectors

_WORD = re.compile(r"\w+")
_FIRST_CJK = "\u2e80"  # from here on scripts write without spaces
_WHOLE_WORD, _NGRAM = 1.0, 0.4  # weights
_FULL_LENGTH = 7  # letters from which a word weighs in full


class HashingEncoder:
    """Texts that share words or parts of words come out near; the same in every process.

    Knows no synonyms. For fast tests, and for a site where no model loads.
    """

    def __init__(self, dimensions: int = 384) -> None:
        self.info = EncoderInfo("hashing", f"1-{dimensions}", dimensions)

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.info.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word, count in Counter(_words(text)).items():
                slots, weights = _features(word, self.info.dimensions)
                np.add.at(row, slots, weights * np.float32(np.sqrt(count)))
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, norms, out=vectors, where=norms > 0)
        return vectors


def _words(text: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return (match.group() for match in _WORD.finditer(folded))


@lru_cache(maxsize=20_000)
def _features(word: str, dimensions: int) -> tuple[NDArray[np.int64], Vectors]:
    """Slots and signed weights of a word and its n-grams.

    Short words weigh less, since most of them are function words; runs of Chinese or Japanese
    have no words and count by their n-grams alone.
    """
    cjk = max(word) >= _FIRST_CJK
    grams = _ngrams(word, 2) if cjk else _ngrams(f" {word} ", 4)
    hashes = np.array([crc32(gram.encode()) for gram in (word, *grams)], dtype=np.int64)
    weights = np.full(len(hashes), 1.0 if cjk else _NGRAM, dtype=np.float32)
    weights[0] = _WHOLE_WORD
    share = 1.0 if cjk else min(len(word), _FULL_LENGTH) / _FULL_LENGTH
    signs = np.where(hashes & 1, 1.0, -1.0).astype(np.float32)
    return (hashes >> 1) % dimensions, signs * weights * np.float32(share)


def _ngrams(word: str, length: int) -> list[str]:
    return [word[at : at + length] for at in range(len(word) - length + 1)]
