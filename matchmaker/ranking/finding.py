"""What one feature says of a pair, and the few ways of saying it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from matchmaker.ranking.candidate import Codes
from matchmaker.ranking.wording import Shared, Silent

Verdict = Literal["fits", "misses", "unknown"]
NEUTRAL: Final = 0.5
_DOUBT: Final = 0.25  # codes: what a list that is shared whole lacks of a full value


@dataclass(frozen=True, slots=True)
class Finding:
    """``value``: 1 speaks fully for the pair, 0 against it, ``NEUTRAL`` neither."""

    feature: str
    verdict: Verdict
    value: float
    phrase: str


def fits(feature: str, value: float, phrase: str) -> Finding:
    return Finding(feature, "fits", value, phrase)


def misses(feature: str, phrase: str) -> Finding:
    return Finding(feature, "misses", 0.0, phrase)


def unknown(feature: str, phrase: str) -> Finding:
    return Finding(feature, "unknown", NEUTRAL, phrase)


def overlap(
    feature: str,
    ours: Codes,
    theirs: Codes,
    said: Shared,
    *,
    without: float = NEUTRAL,
) -> Finding:
    """What both sides name, or that they name nothing in common.

    ``without`` is what the pair would be worth if they named nothing in common: a fit is above it.
    """
    shared = [label for code, label in ours.items() if code in theirs]
    if not shared:
        sides = {"need": listed(ours.values()), "other": listed(theirs.values())}
        return misses(feature, said.different % sides)
    value = raised(len(shared), min(len(ours), len(theirs)), without)
    return fits(feature, value, said.same % {"shared": listed(shared)})


def raised(shared: int, of: int, base: float = NEUTRAL) -> float:
    """From ``base`` towards 1 by how much of the shorter list is shared: breadth is no fault.

    Each of the shared counts: two of two are worth more than one of one, so that taking away any
    code that a phrase names lowers the value.
    """
    return base + (1.0 - base) * shared / (of + _DOUBT)


def silence(ours: Codes, theirs: Codes, kind: str, said: Silent) -> str:
    """Who names none, as a phrase; empty when both name some."""
    if ours and theirs:
        return ""
    if not ours and not theirs:
        return said.neither
    side: str = getattr(said, kind) if ours else said.need
    return side


def listed(labels: Iterable[str]) -> str:
    return ", ".join(labels)
