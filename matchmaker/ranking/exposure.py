"""Attention is spread: who is among the best everywhere gives way a little, who is nowhere gains.

This moves the order of lists only, never a score, a band or a reason, and by little: at most half
a unit of log-odds, a third of the width of a band, and a quarter more for a new listing. It is one
pass over the market: the *demand* for a listing is counted by scores alone, before anything was
moved, so that the same scores give the same order whatever the order was before.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import Final

from matchmaker.ranking.diversity import WINDOW

#: Chosen on one half of the judged queries, reported on the other: docs/fairness.md. Together with
#: the bound it says that a listing wanted e times as often as the others has reached the most.
STRENGTH: Final = 0.5
BOUND: Final = 0.5  # log-odds, either way
#: What a listing gains on the day of its publication while it is wanted less than others; it
#: fades to nothing over a month.
CHANCE: Final = 0.25
NEW_FOR: Final = dt.timedelta(days=30)

Row = tuple[int, float]  # counterpart, score
Exposed = Mapping[int, dt.timedelta]  # listing → time since its publication


def is_scarce(rows: Sequence[object]) -> bool:
    """Whether a list shows some first and others later; in a short one all are shown."""
    return len(rows) > WINDOW


def demand(lists: Iterable[Sequence[Row]]) -> Counter[int]:
    """Listing → in how many lists its score is among the ten best; equal scores by key.

    Lists that show all of their rows first take no attention from anybody, and do not count.
    """
    wanted: Counter[int] = Counter()
    for rows in filter(is_scarce, lists):
        best = sorted((-score, key) for key, score in rows)[:WINDOW]
        wanted.update(key for _, key in best)
    return wanted


def shifts(
    wanted: Mapping[int, int], side: Exposed, *, strength: float = STRENGTH
) -> dict[int, float]:
    """Listing → what it gains or loses in log-odds, for every listing of one side of the market.

    ``side`` holds all that could be shown, those in no list included: they set the fair share.
    """
    fair = sum(wanted.get(key, 0) for key in side) / max(1, len(side))
    return {
        key: damping(wanted.get(key, 0), fair, strength) + chance(wanted.get(key, 0), fair, age)
        for key, age in side.items()
    }


def damping(wanted: int, fair: float, strength: float = STRENGTH) -> float:
    """Against the logarithm of how much more than its share a listing is wanted, within bounds.

    One is added to both, so that few lists say little.
    """
    return min(BOUND, max(-BOUND, -strength * log((wanted + 1) / (fair + 1))))


def chance(wanted: int, fair: float, age: dt.timedelta) -> float:
    """What a new listing gains; nothing once it is wanted as often as others."""
    newness = max(0.0, 1.0 - max(age, dt.timedelta()) / NEW_FOR)
    return CHANCE * newness * max(0.0, 1.0 - wanted / fair) if fair else 0.0
