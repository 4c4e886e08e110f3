"""How attention is shared among listings: how often and how high each stands in the lists."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log2

from matchmaker.ranking.diversity import WINDOW


@dataclass(frozen=True, slots=True)
class Sharing:
    """``gini``: 0 when all get the same, towards 1 when one gets all. ``never``: the share of
    listings in no first ten. ``top_tenth``: what the tenth that is seen most gets of all.
    """

    gini: float
    never: float
    top_tenth: float


def attention(lists: Iterable[Sequence[int]], listings: Collection[int]) -> dict[int, float]:
    """Listing → 1 / log2(1 + rank), summed over the lists that show it among the first ten.

    The discount is that of DCG: who stands first is read most (Järvelin and Kekäläinen 2002;
    as exposure Singh and Joachims 2018). Those in no list have 0.
    """
    found = dict.fromkeys(listings, 0.0)
    for rows in lists:
        for rank, key in enumerate(rows[:WINDOW], 1):
            found[key] += 1 / log2(1 + rank)
    return found


def sharing(found: Mapping[int, float]) -> Sharing:
    """Of nothing at all: all zero."""
    values = sorted(found.values())
    total = fsum(values)
    if not total:
        return Sharing(0.0, float(bool(values)), 0.0)
    tenth = max(1, round(len(values) / 10))
    return Sharing(
        gini=gini(values),
        never=sum(value == 0 for value in values) / len(values),
        top_tenth=fsum(values[-tenth:]) / total,
    )


def gini(values: Iterable[float]) -> float:
    """Gini's coefficient: half the mean difference of two, relative to the mean."""
    ordered = sorted(values)
    total, count = fsum(ordered), len(ordered)
    if not total:
        return 0.0
    weighted = fsum((2 * place - count - 1) * value for place, value in enumerate(ordered, 1))
    return weighted / (count * total)
