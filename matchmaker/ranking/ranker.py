"""From a text score and features to one score, a band, and an order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log
from typing import Final

from matchmaker.ranking.calibration import band
from matchmaker.ranking.candidate import Brief, Candidate
from matchmaker.ranking.features import findings
from matchmaker.ranking.finding import NEUTRAL, Finding

#: What a feature that fully fits adds to the log-odds of the text score; one that misses takes the
#: same away. Set by judgement, nothing is learnt yet: a shared technology route says the
#: most; a sector less, since routes cross sectors; what can be talked about at the
#: first meeting (maturity, cooperation, who provides it) less again; what a contract settles least.
#: Together 1.5, odds of 4.5 to 1, about the width of a band: enough to order texts that are about
#: equally near, too little to make a match of texts that have nothing in common.
WEIGHTS: Final[Mapping[str, float]] = {
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
#: Twice the chance of a pair picked blindly among the judged ones, which is one in 600. Below the
#: lowest calibrated band a pair is still shown as possible: somebody who posts a need is better
#: served by a few pairs that may fit than by an empty page.
LEAST: Final = 2 / 600
_ALL_FIT: Final = sum(WEIGHTS.values())
_EDGE: Final = 1e-6  # keeps the log-odds finite
_DIGITS: Final = 5  # what lies closer than that is a tie, and the order then stays the same


@dataclass(frozen=True, slots=True)
class Ranked:
    """A pair that may be proposed. Nothing in it depends on who reads it."""

    need: int
    document: int
    text: float
    score: float
    band: str
    findings: tuple[Finding, ...]

    def other(self, key: int) -> int:
        """The counterpart of one of the two."""
        return self.document if key == self.need else self.need


def rank(pairs: Iterable[tuple[Brief, Candidate, float]]) -> list[Ranked]:
    """Pairs with their text score (0 to 1), best first; those too weak to propose are left out.

    The pairs of one need give its list, those of one offer the offer's: the same pair has the same
    score and band in both. Hard constraints have been applied before.
    """
    judged = (judge(brief, candidate, text) for brief, candidate, text in pairs)
    kept = [ranked for ranked in judged if ranked is not None]
    return sorted(kept, key=lambda r: (-r.score, r.need, r.document))


def judge(brief: Brief, candidate: Candidate, text: float) -> Ranked | None:
    """The pair with score, band and findings; ``None`` when it is too weak to propose."""
    found = findings(brief, candidate)
    score = combined(text, found)
    if not proposable(score):
        return None
    return Ranked(brief.key, candidate.key, text, score, band(score) or "possible", found)


def combined(text: float, found: Iterable[Finding]) -> float:
    """Text as log-odds, moved by each feature; 0 to 1 and monotone in the text and in each value.

    An unknown feature has the neutral value and moves nothing.
    """
    moved = sum(WEIGHTS[f.feature] * (f.value - NEUTRAL) / NEUTRAL for f in found)
    return round(_shifted(text, moved), _DIGITS)


def proposable(score: float) -> bool:
    """Whether a pair with this score is worth showing."""
    return score >= LEAST


def ceiling(text: float) -> float:
    """The best score that a pair with this text score can reach, whatever its features say."""
    return round(_shifted(text, _ALL_FIT), _DIGITS)


def _shifted(probability: float, log_odds: float) -> float:
    inside = min(max(probability, _EDGE), 1.0 - _EDGE)
    return 1.0 / (1.0 + exp(-(log(inside / (1.0 - inside)) + log_odds)))
