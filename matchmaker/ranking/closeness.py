"""Which texts are close in meaning to a few words, by cosines: those that stand out of the others.

How high cosines are depends on the words: on random letters they are higher than on words in
another language. How far they spread tells whether words mean anything among these texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Of fewer texts, mean and spread say too little: the floor decides.
ENOUGH: Final = 50


@dataclass(frozen=True, slots=True)
class Closeness:
    """``floor`` is a cosine. ``standing`` is how many standard deviations above the mean is close,
    ``spread`` the lowest standard deviation at which anything is; 0 and 0: the floor alone counts.
    """

    floor: float
    spread: float = 0.0
    standing: float = 0.0


#: By the encoder's name; fitted to what people type: docs/benchmarks.md, "Search".
_FITTED: Final[Mapping[str, Closeness]] = MappingProxyType(
    {"multilingual-e5-small-industry": Closeness(floor=0.55, spread=0.043, standing=1.75)}
)
_ANY: Final = Closeness(floor=0.4)


def closeness_of(encoder: str) -> Closeness:
    return _FITTED.get(encoder, _ANY)


def close(cosines: NDArray[np.floating], closeness: Closeness) -> NDArray[np.bool_]:
    """Of the cosines of all texts that may be found, which are close."""
    lowest = closeness.floor
    if closeness.standing and len(cosines) >= ENOUGH:
        spread = float(cosines.std())
        meant = spread >= closeness.spread
        lowest = float(cosines.mean()) + closeness.standing * spread if meant else np.inf
    found: NDArray[np.bool_] = cosines >= lowest
    return found
