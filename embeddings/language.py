"""Which language a text is written in: naive Bayes over byte n-grams, in a few megabytes."""

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

_READ = 3_000  # characters; more say nothing new
_NO_LANGUAGE = re.compile(  # links, addresses, codes and amounts
    r"(?:https?://|www\.)\S+|[!-~]+@[!-~]+|[!-~]*[0-9][!-~]*"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest language (ISO 639-1), with how likely each known one is; they sum to 1."""

    language: str
    likelihoods: dict[str, float]

    @property
    def certainty(self) -> float:
        return self.likelihoods[self.language]


@dataclass(frozen=True, slots=True)
class _Profiles:
    """``weights``: log likelihoods, n-grams × languages, each row about its own mean."""

    languages: tuple[str, ...]
    rows: dict[bytes, int]
    longest: int
    weights: NDArray[np.int8]
    step: float


def guess_language(text: str) -> Guess | None:
    """``None`` when nothing in the text speaks for any language."""
    profiles = _profiles()
    encoded = _readable(text).encode(errors="replace")
    seen = _seen(encoded, profiles)
    if not seen:
        return None
    rows = np.fromiter(seen.keys(), dtype=np.intp, count=len(seen))
    counts = np.log1p(np.fromiter(seen.values(), dtype=np.float32, count=len(seen)))
    scores = counts @ profiles.weights[rows] * profiles.step
    scores /= math.sqrt(len(encoded))  # n-grams overlap: they are no independent witnesses
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    likelihoods = dict(zip(profiles.languages, shares.tolist(), strict=True))
    return Guess(profiles.languages[int(scores.argmax())], likelihoods)


def known_languages() -> tuple[str, ...]:
    return _profiles().languages


def _readable(text: str) -> str:
    """Composed, without what is written alike in every language; text in capitals is lowered."""
    words = " ".join(_NO_LANGUAGE.sub(" ", text[:_READ]).split())
    shouted = sum(map(str.isupper, words)) > sum(map(str.islower, words))
    return unicodedata.normalize("NFC", words.lower() if shouted else words)


def _seen(text: bytes, profiles: _Profiles) -> Counter[int]:
    """At each byte the longest known n-gram that ends there, counted."""
    seen: Counter[int] = Counter()
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - profiles.longest), end):
            row = profiles.rows.get(text[start:end])
            if row is not None:
                seen[row] += 1
                break
    return seen


@cache
def _profiles() -> _Profiles:
    """From ``scripts/language-profiles``."""
    with (
        resources.files("embeddings").joinpath("language_profiles.npz").open("rb") as file,
        np.load(file) as stored,
    ):
        rows = dict(zip(stored["grams"].tolist(), stored["rows"].tolist(), strict=True))
        return _Profiles(
            tuple(stored["languages"].tolist()),
            rows,
            max(map(len, rows)),
            stored["weights"],
            float(stored["step"]),
        )
