"""From a text score and features to one score, a band, and an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log
from typing import Final

from matchmaker.ranking.calibration import band
from matchmaker.ranking.candidate import Brief, Candidate
from matchmaker.ranking.features import findings
from matchmaker.ranking.finding import Finding
from matchmaker.ranking.learned import SHIPPED, Learned

#: Six times the chance of a pair picked blindly among the judged ones, which is one in 600. Below
#: the lowest calibrated band a pair is still shown as possible: somebody who posts a need is better
#: served by a few pairs that may fit than by an empty page.
LEAST: Final = 0.01
_ALL_FIT: Final = sum(SHIPPED.weights.values())
_EDGE: Final = 1e-6  # keeps the log-odds finite
_MOST: Final = 60.0  # log-odds beyond it are certainty
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


def rank(
    pairs: Iterable[tuple[Brief, Candidate, float]], learned: Learned = SHIPPED
) -> list[Ranked]:
    """Pairs with their text score (0 to 1), best first; those too weak to propose are left out.

    The pairs of one need give its list, those of one offer the offer's: the same pair has the same
    score and band in both. Hard constraints have been applied before.
    """
    judged = (judge(brief, candidate, text, learned) for brief, candidate, text in pairs)
    kept = [ranked for ranked in judged if ranked is not None]
    return sorted(kept, key=lambda r: (-r.score, r.need, r.document))


def judge(
    brief: Brief, candidate: Candidate, text: float, learned: Learned = SHIPPED
) -> Ranked | None:
    """The pair with score, band and findings; ``None`` when it is too weak to propose.

    What is proposed is decided by the shipped ranking: answers are given to what was shown, and
    say nothing of the rest.
    """
    found = findings(brief, candidate)
    if not proposable(combined(text, found)):
        return None
    score = combined(text, found, learned)
    return Ranked(brief.key, candidate.key, text, score, band(score) or "possible", found)


def combined(text: float, found: Iterable[Finding], learned: Learned = SHIPPED) -> float:
    """Text as log-odds, moved by each feature; 0 to 1 and monotone in the text and in each value.

    An unknown feature has the neutral value and moves nothing.
    """
    return _chance(learned.recalibrated(_log_odds(text) + learned.moved(found)))


def proposable(score: float) -> bool:
    """Whether a pair with this score, as it is without learning, is worth showing."""
    return score >= LEAST


def ceiling(text: float) -> float:
    """The best score, without learning, that a pair with this text score can reach."""
    return _chance(_log_odds(text) + _ALL_FIT)


def _log_odds(probability: float) -> float:
    inside = min(max(probability, _EDGE), 1.0 - _EDGE)
    return log(inside / (1.0 - inside))


def _chance(log_odds: float) -> float:
    return round(1.0 / (1.0 + exp(-min(max(log_odds, -_MOST), _MOST))), _DIGITS)
