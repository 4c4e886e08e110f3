"""What answers may change of the ranking: weights of features, and what a score is worth."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, TypeGuard

from matchmaker.errors import InvalidFields
from matchmaker.ranking.finding import NEUTRAL, Finding

#: What a feature that fully fits adds to the log-odds of the text score; one that misses takes the
#: same away. Set by judgement, before anybody has answered: a shared technology route says the
#: most; a sector less, since routes cross sectors; what can be talked about at the
#: first meeting (maturity, cooperation, who provides it) less again; what a contract settles least.
#: Together 1.5, odds of 4.5 to 1, about the width of a band: enough to order texts that are about
#: equally near, too little to make a match of texts that have nothing in common.
WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "technology": 0.35,
        "sector": 0.25,
        "collaboration": 0.2,
        "cpc": 0.2,
        "trl": 0.15,
        "organization_type": 0.1,
        "country": 0.1,
        "deadline": 0.05,
        "licence": 0.05,
        "language": 0.05,
    }
)
FEATURES: Final = tuple(WEIGHTS)
Knot = tuple[float, float]  # log-odds before, log-odds after
_MOST: Final = 100  # beyond it a number is a mistake
_FIELDS: Final = frozenset({"weights", "slope", "bias", "curve"})


@dataclass(frozen=True, slots=True)
class Learned:
    """Monotone in every part: weights are at least 0, the line rises, and so does the curve.

    ``curve`` bends what the line gives, straight between its knots and with slope 1 beyond them.
    """

    weights: Mapping[str, float]
    slope: float = 1.0
    bias: float = 0.0
    curve: tuple[Knot, ...] = ()

    def moved(self, found: Iterable[Finding]) -> float:
        """Log-odds that the findings add to those of the text."""
        return sum(self.weights[finding.feature] * move(finding) for finding in found)

    def recalibrated(self, log_odds: float) -> float:
        """The log-odds that readers' answers give a pair with these."""
        line = self.slope * log_odds + self.bias
        return bent(line, self.curve) if self.curve else line

    def as_json(self) -> dict[str, Any]:
        return {
            "weights": dict(self.weights),
            "slope": self.slope,
            "bias": self.bias,
            "curve": [list(knot) for knot in self.curve],
        }


#: The ranking as it comes: nothing is learnt.
SHIPPED: Final = Learned(WEIGHTS)


def move(finding: Finding) -> float:
    """From -1, against the pair, to 1, fully for it; an unknown feature does not move."""
    return (finding.value - NEUTRAL) / NEUTRAL


def bent(value: float, curve: tuple[Knot, ...]) -> float:
    """``value`` on the line through the knots, one at least."""
    at = bisect_right(curve, value, key=lambda knot: knot[0])
    if at in (0, len(curve)):
        left, level = curve[0 if at == 0 else -1]
        return level + value - left
    (left, low), (right, high) = curve[at - 1], curve[at]
    return low + (value - left) / (right - left) * (high - low)


def from_json(values: Any) -> Learned:
    """What ``as_json`` gave. A feature that is newer than the values keeps its shipped weight.

    ``InvalidFields`` names every field that is wrong.
    """
    if not isinstance(values, Mapping):
        raise InvalidFields({"learned": "must be an object"})
    problems = {str(name): "is not known" for name in values if name not in _FIELDS}
    weights = _weights(values.get("weights"), problems)
    slope, bias = (_number(values, name, problems) for name in ("slope", "bias"))
    if slope <= 0:
        problems["slope"] = f"must be a number above 0, {_MOST} at most"
    curve = _curve(values.get("curve", []), problems)
    if problems:
        raise InvalidFields(problems)
    return Learned(MappingProxyType(weights), slope, bias, curve)


def _weights(given: Any, problems: dict[str, str]) -> dict[str, float]:
    if not isinstance(given, Mapping):
        problems["weights"] = "must be an object"
        return {}
    for name, value in given.items():
        if name not in WEIGHTS:
            problems[f"weights.{name}"] = "is no feature"
        elif not _is_number(value) or not 0 <= value <= _MOST:
            problems[f"weights.{name}"] = f"must be a number from 0 to {_MOST}"
    return {**WEIGHTS, **given}


def _number(values: Mapping[str, Any], name: str, problems: dict[str, str]) -> float:
    value = values.get(name)
    if not _is_number(value) or not -_MOST <= value <= _MOST:
        problems[name] = f"must be a number from -{_MOST} to {_MOST}"
        return 0.0
    return float(value)


def _curve(given: Any, problems: dict[str, str]) -> tuple[Knot, ...]:
    """Knots that rise on both axes."""
    is_list = isinstance(given, list | tuple) and all(_is_knot(knot) for knot in given)
    knots = [(float(before), float(after)) for before, after in given] if is_list else []
    if not is_list or any(a[0] >= b[0] or a[1] >= b[1] for a, b in pairwise(knots)):
        problems["curve"] = "must be pairs of numbers that rise"
    return tuple(knots)


def _is_knot(knot: Any) -> bool:
    return isinstance(knot, list | tuple) and len(knot) == 2 and all(map(_is_number, knot))


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
