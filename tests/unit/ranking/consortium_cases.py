"""Random cases of consortia, small enough to try every set, and the way to try them."""

import numpy as np

from matchmaker.ranking.candidate import Limits
from matchmaker.ranking.consortium import MOST, Partner, Problem, Task
from matchmaker.ranking.consortium_search import FEWEST
from matchmaker.ranking.roles import Role
from tests.unit.ranking.sides import limits

WANTED = frozenset({"technology", "research", "engineering"})
_OFFER_ROLES = ("technology", "engineering", "host", "facility", "guideline")


def partner(key: int, kind: str = "offer", role: str = "", **facts: object) -> Partner:
    """Somebody of an organization of its own, in Sweden, who goes well with the need."""
    code = role or ("research" if kind == "capability" else "technology")
    defaults = {"country": "SE", "limits": limits(key + 2), "score": 0.5}
    return Partner(key=key, kind=kind, role=Role(code, frozenset({code})), **{**defaults, **facts})


def random_case(seed: int, *, offers: int, capabilities: int, parts: int) -> Problem:
    """Few organizations, blind listings, hidden ones, and texts that answer some parts."""
    chance = np.random.default_rng(seed)
    count = offers + capabilities
    organizations = 2 + max(2, count // 2)

    def one(at: int) -> Partner:
        kind = "offer" if at < offers else "capability"
        hidden = frozenset(chance.integers(2, organizations, 1).tolist())
        return partner(
            at,
            kind,
            str(chance.choice(_OFFER_ROLES)) if kind == "offer" else "research",
            country=str(chance.choice(["", "SE", "IN", "DE"])),
            limits=_limits(chance, organizations, hidden),
            score=float(10 ** chance.uniform(-2, 0)),
        )

    partners = [one(at) for at in range(count)]
    shape = (parts, count)
    answered = np.where(chance.random(shape) < chance.choice([0.2, 0.5, 1]), 1, 0)
    task = Task(chance.uniform(0.3, 1, parts).tolist(), WANTED, "IN", two_countries=bool(seed % 2))
    return Problem(task, partners, answered * chance.random(shape))


def every_set(problem: Problem, *, abroad: bool) -> tuple[float, int]:
    """The best value of all sets that are allowed (-1 without any), and how many there are."""
    best, valued = -1.0, 0
    sets: list[tuple[int, ...]] = [()]
    for size in range(1, MOST + 1):
        grown = []
        for members in sets:
            allowed = problem.may_grow(members)
            values = problem.values(members)
            final = allowed & problem.international(members) if abroad else allowed
            valued += int(allowed.sum())
            if size >= FEWEST and final.any():
                best = max(best, float(values[final].max()))
            grown += [(*members, int(joined)) for joined in np.flatnonzero(allowed)]
        sets = grown
    return best, valued


def _limits(chance: np.random.Generator, organizations: int, hidden: frozenset[int]) -> Limits:
    return limits(
        int(chance.integers(2, organizations)),
        blind=bool(chance.random() < 0.2),
        hidden_from=hidden if chance.random() < 0.2 else frozenset(),
    )
