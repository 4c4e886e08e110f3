"""Finding the best sets without trying all of them.

The value of a set is monotone and submodular (``ranking.consortium``). With nothing but a size to
keep to, taking whoever adds most would give at least 1 - 1/e of the optimum (Nemhauser, Wolsey and
Fisher 1978); with a quota for each kind at least 1/2 (Fisher, Nemhauser and Wolsey 1978).
Organizations that keep apart and members that only repeat others take sets away, and no constant
holds any more for the greedy way. So a beam of several sets grows at once, from which the best of
all that were valued is taken; tests hold it to 0.95 of the optimum on random instances.

Of n partners, a beam of w sets values at most n · (1 + 2w) sets, with the usual width 2,310 of 70
(quotas and repetition leave about half), where 40 offers and 30 capabilities have 25,380 pairs and
triples.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

import numpy as np

from matchmaker.ranking.consortium import MOST, Members, Partner, Problem, Task
from matchmaker.ranking.coverage import ANSWERED, Floats

WIDTH: Final = 16
PROPOSALS: Final = 5
FEWEST: Final = 2  # members beside the need
MOST_OFTEN: Final = 2  # proposals for one need in which a listing may be
LEAST_COVERAGE: Final = 0.1
LEAST_VALUE: Final = 0.2
#: A further proposal has at least this share of the best one's value.
_WORTH: Final = 0.6


@dataclass(frozen=True, slots=True)
class Found:
    """A set: positions of its members, best pair with the need first, and what is behind it.

    ``by`` names for each part the member that answers it best, -1 where nobody does. ``missing``
    are roles that nobody fills, in alphabetical order.
    """

    members: Members
    score: float
    coverage: float  # weighted share of the parts that some member answers
    by: tuple[int, ...]
    missing: tuple[str, ...]
    is_international: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """``evaluations`` counts the sets that were valued."""

    proposals: tuple[Found, ...]
    evaluations: int


def propose(
    task: Task,
    partners: Sequence[Partner],
    answered: Floats,
    *,
    most: int = PROPOSALS,
    width: int = WIDTH,
) -> Outcome:
    """The best sets, best first; no two listings are together in two of them.

    ``answered`` has the shape (parts, partners) and comes from ``ranking.consortium.answers``.

    Where two countries are wanted and cannot be had, sets of one country are proposed all the
    same, and say so.
    """
    problem = Problem(task, partners, answered)
    found, evaluations = _several(problem, most, width, abroad=task.two_countries)
    if task.two_countries and not found:
        found, more = _several(problem, most, width, abroad=False)
        evaluations += more
    return Outcome(tuple(_described(problem, members) for members in found), evaluations)


def best_set(
    problem: Problem, *, width: int = WIDTH, abroad: bool = False
) -> tuple[Members | None, int]:
    """The best set that the beam comes upon, and how many sets were valued."""
    beam: list[Members] = [()]
    best: tuple[float, Members] | None = None
    evaluations = 0
    for size in range(1, MOST + 1):
        grown: dict[frozenset[int], tuple[float, Members]] = {}
        for members in beam:
            allowed = problem.may_grow(members)
            values = problem.values(members)
            evaluations += int(allowed.sum())
            final = allowed & problem.international(members) if abroad else allowed
            if size >= FEWEST and final.any():
                joined = int(np.where(final, values, -1.0).argmax())
                if best is None or values[joined] > best[0]:
                    best = float(values[joined]), (*members, joined)
            for joined in _first(values, allowed, width):
                grown[frozenset((*members, joined))] = float(values[joined]), (*members, joined)
        beam = [members for _, members in sorted(grown.values(), reverse=True)[:width]]
    return (best[1] if best else None), evaluations


def _first(values: Floats, allowed: np.ndarray, width: int) -> list[int]:
    places = np.flatnonzero(allowed)
    order = np.argsort(-values[places], kind="stable")[:width]
    return [int(place) for place in places[order]]


def _several(problem: Problem, most: int, width: int, *, abroad: bool) -> tuple[list[Members], int]:
    """One set after another; who has been together stays apart in the next."""
    found: list[Members] = []
    shown: Counter[int] = Counter()
    evaluations, least = 0, LEAST_VALUE
    while len(found) < most and len(problem.partners):
        members, valued = best_set(problem, width=width, abroad=abroad)
        evaluations += valued
        if members is None or problem.value(members) < least:
            break
        least = max(least, _WORTH * problem.value(members))
        if problem.coverage(members) < LEAST_COVERAGE:
            break
        found.append(members)
        shown.update(members)
        for one, other in permutations(members, 2):
            problem.compatible[one, other] = False
        for member in (m for m in members if shown[m] >= MOST_OFTEN):
            problem.compatible[member, :] = problem.compatible[:, member] = False
    return found, evaluations


def _described(problem: Problem, members: Members) -> Found:
    task, partners = problem.task, problem.partners
    order = tuple(sorted(members, key=lambda m: (-partners[m].score, partners[m].key)))
    answered = problem.covered(order) >= ANSWERED
    best = [order[at] for at in problem.answered[:, order].argmax(axis=1)]
    filled = frozenset[str]().union(*(partners[m].role.fills for m in order))
    return Found(
        members=order,
        score=round(problem.value(members), 4),
        coverage=round(float(problem.weights @ answered), 4),
        by=tuple(m if ok else -1 for m, ok in zip(best, answered.tolist(), strict=True)),
        missing=tuple(sorted(task.wanted - filled)),
        is_international=bool(problem.international(members[:-1])[members[-1]]),
    )
