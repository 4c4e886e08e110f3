"""The order of a list: score first, moved a little by attention and by the secretariat's weight."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final, NamedTuple

from matchmaker.ranking.diversity import spread
from matchmaker.ranking.exposure import Row, is_scarce

_EDGE: Final = 1e-6  # keeps the log-odds finite


class Place(NamedTuple):
    """``lifted``: it stands higher than it would without the secretariat's weight."""

    key: int
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class ListOrder:
    """``shifts`` hold in lists that cannot show all at once, ``weights`` in every list.

    Both are in log-odds and belong to the listing that is shown, whoever reads. Neither is part of
    a score: rows come in with one, and leave with a place.
    """

    organization_of: Callable[[int], int]
    shifts: Mapping[int, float]
    weights: Mapping[int, float]

    def places(self, rows: Sequence[Row]) -> list[Place]:
        """The rows of one list, first to last; no organization fills the top of it."""
        plain = self._sorted(rows, {})
        if self.weights.keys().isdisjoint(plain):
            return [Place(key) for key in plain]
        before = {key: place for place, key in enumerate(plain)}
        return [
            Place(key, lifted=key in self.weights and place < before[key])
            for place, key in enumerate(self._sorted(rows, self.weights))
        ]

    def _sorted(self, rows: Sequence[Row], weights: Mapping[int, float]) -> list[int]:
        shifts = self.shifts if is_scarce(rows) else {}

        strong = sorted(
            (-_log_odds(score) - shifts.get(key, 0.0) - weights.get(key, 0.0), key)
            for key, score in rows
        )
        return spread((key for _, key in strong), self.organization_of)


def _log_odds(score: float) -> float:
    inside = min(max(score, _EDGE), 1.0 - _EDGE)
    return log(inside / (1.0 - inside))
