"""Words and vectors in one number: the log-odds that a pair belongs together."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from matchmaker.ranking.reciprocity import Reciprocity, two_sided

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of pairs, in arrays of one shape.

    ``lexical`` is the share of attainable BM25, 0 to 1. ``dense_best`` and ``dense_mean`` are the
    best and the mean, over the passages of the need, of the cosine to the nearest passage of the
    document; ``dense_told`` is the mean, over the passages of the document, of the cosine to the
    nearest of the need. NaN where a side has no vectors. ``foreign``: in different languages.
    """

    lexical: Floats
    dense_best: Floats
    dense_mean: Floats
    dense_told: Floats
    foreign: NDArray[np.bool_]

    @property
    def dense(self) -> Floats:
        """The passages that matter, and in equal parts what the whole document is about."""
        return ((self.dense_best + self.dense_mean) / 2 + self.dense_told) / 2

    @property
    def transposed(self) -> "Features":
        return Features(*(getattr(self, name).T for name in self.__slots__))

    def at(self, index: Any) -> "Features":
        """Of some pairs, by any NumPy index."""
        return Features(*(getattr(self, name)[index] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Fusion:
    """Coefficients of a logistic regression on words and vectors.

    Linear in both: products and squares of them added nothing on unseen queries.
    """

    lexical: float
    dense: float
    bias: float


@dataclass(frozen=True, slots=True)
class TextRanking:
    """All that is learned about texts. Which fusion counts, each pair's evidence decides.

    ``both`` for pairs in one language, ``vectors`` for pairs in two, whose words have little chance
    to be shared, and ``words`` where a side has no vectors.
    """

    both: Fusion
    words: Fusion
    vectors: Fusion
    reciprocity: Reciprocity

    def text_log_odds(self, features: Features) -> Floats:
        """That the texts of pairs belong together, whatever else they go with."""
        known = ~np.isnan(features.dense)
        dense = np.where(known, features.dense, 0.0)
        foreign = _fused(self.vectors, features.lexical, dense)
        found = np.where(features.foreign, foreign, _fused(self.both, features.lexical, dense))
        return np.where(known, found, _fused(self.words, features.lexical, dense))

    def log_odds(self, text: Floats, elsewhere: Floats) -> Floats:
        """That both sides would say yes: ``text`` less the demand from elsewhere."""
        return two_sided(text, elsewhere, self.reciprocity)

    def as_json(self) -> dict[str, dict[str, float]]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """``ValueError`` names the part that is missing, unknown or no finite number."""
        kinds = {"both": Fusion, "words": Fusion, "vectors": Fusion, "reciprocity": Reciprocity}
        if stored.keys() != kinds.keys():
            raise ValueError(f"a text ranking has the parts {', '.join(kinds)}")
        return cls(**{name: _numbers(kind, name, stored[name]) for name, kind in kinds.items()})


def _fused(fusion: Fusion, lexical: Floats, dense: Floats) -> Floats:
    return fusion.lexical * lexical + fusion.dense * dense + fusion.bias


def _numbers(kind: type[Any], name: str, stored: Any) -> Any:
    names = kind.__slots__
    if not isinstance(stored, Mapping) or stored.keys() != set(names):
        raise ValueError(f"{name} has the numbers {', '.join(names)}")
    for field, value in stored.items():
        if not isinstance(value, int | float) or not np.isfinite(value):
            raise ValueError(f"{name}.{field} is no finite number: {value!r}")
    return kind(**stored)


# Fitted by TextRankingLearner to the 225 judged queries of horizon_projects with the default
# encoder; what that gives on queries that it was not fitted to: docs/benchmarks.md, "Quality".
SHIPPED = TextRanking(
    both=Fusion(lexical=10.7, dense=18.1, bias=-17.9),
    words=Fusion(lexical=15.9, dense=0.0, bias=-9.1),
    vectors=Fusion(lexical=0.0, dense=36.6, bias=-26.3),
    reciprocity=Reciprocity(own=0.46, demand=0.77, bias=-1.46),
)
#: The same fitted to cosines of all-MiniLM-L6-v2, which spread otherwise.
_ENGLISH = TextRanking(
    both=Fusion(lexical=11.5, dense=9.4, bias=-11.3),
    words=SHIPPED.words,
    vectors=Fusion(lexical=0.0, dense=21.7, bias=-13.6),
    reciprocity=Reciprocity(own=0.47, demand=0.68, bias=-1.35),
)
_BY_MODEL: Mapping[str, TextRanking] = MappingProxyType({"all-MiniLM-L6-v2": _ENGLISH})


def shipped(encoder_key: str) -> TextRanking:
    """Coefficients for the cosines of an encoder, by its name; those of the default for others."""
    return _BY_MODEL.get(encoder_key.partition("@")[0], SHIPPED)
