"""No organization fills a list: what comes after its share moves down, and nothing is dropped."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

WINDOW: Final = 10  # places that are shown first
SHARE: Final = 2  # of one organization among them

_Row = TypeVar("_Row")


def spread(
    ranked: Iterable[_Row],
    organization_of: Callable[[_Row], int],
    *,
    share: int = SHARE,
    window: int = WINDOW,
) -> list[_Row]:
    """``ranked`` (best first) with at most ``share`` of one organization in the first ``window``.

    Within the window and after it the order stays. Where too few organizations are left to fill
    the window, the rest follows in its order.
    """
    first: list[_Row] = []
    rest: list[_Row] = []
    taken: Counter[int] = Counter()
    for row in ranked:
        organization = organization_of(row)
        if len(first) < window and taken[organization] < share:
            taken[organization] += 1
            first.append(row)
        else:
            rest.append(row)
    return first + rest
