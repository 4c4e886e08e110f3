"""How good a set of listings is for a need: what it answers together, who does what, and where.

The value of a set S of members, 0 to 1, is

    0.60 · coverage(S) + 0.25 · roles(S) + 0.10 · strength(S) + 0.05 · countries(S)

Coverage is the weighted share of the need's parts, each answered as well as the best member
answers it (facility location); what a member answers counts half by its strength, since among many
sentences of a listing that hardly fits the need one will always sound right. Roles is the share of
the wanted roles that the need's own side does not bring and some member fills. Strength is how well
each member goes with the need as a pair, the mean over the three places; an empty place counts 0.
Countries is 1 with two known countries, the need's own included. Each of the four is monotone and
submodular, and so is their sum: another member never hurts, and helps less the more the others
already do.

Weights are set by judgement; nobody has judged consortia yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.ranking.candidate import Limits
from matchmaker.ranking.constraints import may_join
from matchmaker.ranking.coverage import ANSWERED, Floats
from matchmaker.ranking.roles import Role

COVERAGE, ROLES, STRENGTH, COUNTRIES = 0.6, 0.25, 0.1, 0.05
MOST_OFFERS: Final = 2
MOST_CAPABILITIES: Final = 1
MOST: Final = MOST_OFFERS + MOST_CAPABILITIES
#: Coverage that would be lost without a member; who brings less only repeats the others. Less is
#: enough of one who alone fills a role.
LEAST_GAIN: Final = 0.03
LEAST_GAIN_WITH_ROLE: Final = 0.005
_WEAKEST: Final = 1e-3  # a pair as unlikely as that has no strength

Members = tuple[int, ...]  # positions among the partners
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Partner:
    """An offer or a capability that may join. ``country`` is empty where it is not disclosed.

    ``score`` is that of the pair with the need, 0 to 1.
    """

    key: int
    kind: str  # offer, capability
    role: Role
    country: str
    limits: Limits
    score: float

    @property
    def strength(self) -> float:
        """0 for a chance of one in a thousand, a third more for each tenfold chance."""
        return 1.0 + log10(min(max(self.score, _WEAKEST), 1.0)) / 3.0


@dataclass(frozen=True, slots=True)
class Task:
    """What a need asks of its consortium. ``wanted`` leaves out what its own side brings.

    ``two_countries``: a set in one known country is not proposed while there is another.
    """

    weights: Sequence[float]  # of the parts
    wanted: frozenset[str]
    country: str = ""
    two_countries: bool = False


def answers(partners: Sequence[Partner], shares: Floats) -> Floats:
    """What each partner answers of each part, (parts, partners): half by its text alone, half by
    its strength.

    What is too little to be called an answer counts nothing, so that whoever adds to the coverage
    can be named with the sentence that does.
    """
    counted = shares * np.array([(1.0 + partner.strength) / 2.0 for partner in partners])
    return np.where(counted >= ANSWERED, counted, 0.0)


class Problem:
    """The value of sets of partners, for all that may join a set at once.

    ``answered`` has the shape (parts, partners) and comes from ``answers``.
    """

    def __init__(self, task: Task, partners: Sequence[Partner], answered: Floats) -> None:
        weights = np.asarray(task.weights, dtype=np.float64)
        wanted = sorted(task.wanted)
        self.task, self.partners = task, partners
        self.weights = weights / max(float(weights.sum()), 1e-9)
        self.answered = np.asarray(answered, dtype=np.float64)
        self._fills = np.array([[r in p.role.fills for r in wanted] for p in partners], dtype=bool)
        self._strengths = np.array([partner.strength for partner in partners])
        self._is_offer = np.array([partner.kind == "offer" for partner in partners], dtype=bool)
        self.compatible = np.array(
            [[a is not b and may_join(a.limits, b.limits) for b in partners] for a in partners],
            dtype=bool,
        )

    def covered(self, members: Members) -> Floats:
        """How much of each part the members answer together."""
        if not members:
            return np.zeros(len(self.weights))
        covered: Floats = self.answered[:, members].max(axis=1)
        return covered

    def coverage(self, members: Members) -> float:
        return float(self.weights @ self.covered(members))

    def value(self, members: Members) -> float:
        return float(self.values(members[:-1])[members[-1]]) if members else 0.0

    def values(self, members: Members) -> Floats:
        """The value of ``members`` together with each partner in turn."""
        strength = self._strengths[list(members)].sum() + self._strengths
        values: Floats = (
            COVERAGE * self._coverages(members)
            + ROLES * self._roles(members)
            + STRENGTH * strength / MOST
            + COUNTRIES * self.international(members)
        )
        return values

    def international(self, members: Members) -> Mask:
        """Whether ``members`` with each partner, and the need, are in two known countries."""
        known = {self.partners[m].country for m in members} | {self.task.country}
        return np.array([len((known | {p.country}) - {""}) >= 2 for p in self.partners])

    def may_grow(self, members: Members) -> Mask:
        """Who may join: quotas, compatibility, and that nobody only repeats the others.

        All three are inherited: whatever part of an allowed set one takes is allowed, too.
        """
        offers = int(self._is_offer[list(members)].sum())
        room = np.where(
            self._is_offer, offers < MOST_OFFERS, len(members) - offers < MOST_CAPABILITIES
        )
        fitting = room & self.compatible[list(members)].all(axis=0)
        coverage, roles = self._coverages(members), self._roles(members)
        for at in range(len(members)):
            others = members[:at] + members[at + 1 :]
            fitting &= _adds(coverage - self._coverages(others), roles - self._roles(others))
        return fitting & _adds(coverage - self.coverage(members), roles - self._filled(members))

    def _coverages(self, members: Members) -> Floats:
        coverages: Floats = self.weights @ np.maximum(self.covered(members)[:, None], self.answered)
        return coverages

    def _filled(self, members: Members) -> float:
        if not self.task.wanted:
            return 1.0
        return float(self._fills[list(members)].any(axis=0).mean())

    def _roles(self, members: Members) -> Floats:
        if not self.task.wanted:
            return np.ones(len(self.partners))
        filled: Floats = (self._fills[list(members)].any(axis=0) | self._fills).mean(axis=1)
        return filled


def _adds(coverage: Floats, roles: Floats) -> Mask:
    """Whether gains in coverage and roles are enough to be no mere repetition."""
    mask: Mask = (coverage >= LEAST_GAIN) | ((coverage >= LEAST_GAIN_WITH_ROLE) & (roles > 0.0))
    return mask
