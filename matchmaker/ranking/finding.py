"""What one feature says of a pair, and the few ways of saying it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from matchmaker.ranking.candidate import Codes

Verdict = Literal["fits", "misses", "unknown"]
NEUTRAL: Final = 0.5


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


def overlap(feature: str, ours: Codes, theirs: Codes, same: str, different: str) -> Finding:
    """The share of the shorter list that the other has: breadth is not held against a listing.

    One code in common is a fit however long the lists are, so a fit is never below neutral.
    """
    shared = [label for code, label in ours.items() if code in theirs]
    if not shared:
        sides = f"{listed(ours.values())} – {listed(theirs.values())}"
        return misses(feature, f"{different}: {sides}")
    share = len(shared) / min(len(ours), len(theirs))
    return fits(feature, NEUTRAL + share * (1.0 - NEUTRAL), f"{same}: {listed(shared)}")


def silence(ours: Codes, theirs: Codes, kind: str, noun: str) -> str:
    """Who names none, as a phrase; empty when both name some."""
    if ours and theirs:
        return ""
    if not ours and not theirs:
        return f"Neither side shows a {noun}"
    return f"The {kind if ours else 'need'} shows no {noun}"


def listed(labels: Iterable[str]) -> str:
    return ", ".join(labels)
