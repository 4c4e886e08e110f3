"""A match argued both ways, for its reader: conditions, what fits, what does not, what is unknown.

Reads the reasons that are stored with a match; ``explanation.reasons`` writes them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from matchmaker.phrases import N_

Status = Literal["fits", "misses", "unknown", "unset"]

#: What is checked before anything else, and how each is called.
CONDITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "trl": N_("Maturity"),
        "country": N_("Countries"),
        "collaboration": N_("Cooperation"),
        "deadline": N_("Deadline"),
        "hidden": N_("Hide-from lists"),
    }
)
#: Log-odds from which a finding is called strong, and from which it gets a line of its own. As the
#: ranking comes, a shared technology route is strong and a shared language slight.
_STRONG: Final = 0.2  # odds of 1.22 to 1
_PLAIN: Final = 0.1
#: Slightly, plainly, strongly.
_FOR: Final = N_("speaks slightly for it"), N_("speaks for it"), N_("speaks strongly for it")
_AGAINST: Final = (
    N_("speaks slightly against it"),
    N_("speaks against it"),
    N_("speaks strongly against it"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in words. ``status`` is ``unset`` for a condition that nobody has set.

    ``weight`` says how much it moved the score, and is empty where it did not.
    """

    feature: str
    label: str
    status: Status
    phrase: str
    weight: str
    slight: bool

    @property
    def said(self) -> str:
        """The phrase, after what was checked where that has a name."""
        return f"{self.label}: {self.phrase}" if self.label else self.phrase


@dataclass(frozen=True, slots=True)
class Argument:
    """Lines in the order of reading; ``fits`` and ``misses`` hold only what moved the score."""

    conditions: tuple[Line, ...]
    fits: tuple[Line, ...]
    misses: tuple[Line, ...]
    unknown: tuple[Line, ...]

    @property
    def main_fits(self) -> tuple[Line, ...]:
        """Without the slight ones, unless there is nothing else."""
        return tuple(line for line in self.fits if not line.slight) or self.fits

    @property
    def slight_fits(self) -> tuple[Line, ...]:
        return tuple(line for line in self.fits if line not in self.main_fits)


def argument(reasons: Iterable[Mapping[str, Any]] | None, *, blind: bool | None = None) -> Argument:
    """``blind``: whether one of the two listings is; ``None`` leaves the hide-from lists out.

    A reason without an influence, stored by an earlier version, counts by its verdict.
    """
    rows = list(reasons or ())
    conditions = [_line(row) for row in rows if row.get("feature") in CONDITIONS]
    if blind is not None:
        conditions.append(_hidden(blind))
    others = [_line(row) for row in rows if row.get("feature") not in CONDITIONS]
    fits, misses, unknown = (
        tuple(line for line in others if line.status == status)
        for status in ("fits", "misses", "unknown")
    )
    return Argument(tuple(conditions), fits, misses, unknown)


def weight(influence: float) -> str:
    """How much a finding speaks for the pair or against it, in words; empty for nothing."""
    if influence == 0:
        return ""
    strength = 2 if abs(influence) >= _STRONG else 0 if is_slight(influence) else 1
    return (_FOR if influence > 0 else _AGAINST)[strength]


def is_slight(influence: float) -> bool:
    return 0 < abs(influence) < _PLAIN


def _line(row: Mapping[str, Any]) -> Line:
    feature, influence = str(row.get("feature", "")), row.get("influence")
    status: Status = row["verdict"]
    if status == "fits" and influence == 0:
        status = "unset"
    return Line(
        feature,
        CONDITIONS.get(feature, ""),
        status,
        row["phrase"],
        weight(influence or 0),
        is_slight(influence or 0),
    )


def _hidden(blind: bool) -> Line:
    """What was checked of the lists that owners hide a listing from.

    The answer depends on nothing but on whether a listing is blind, which every reader sees: who
    hides from whom would tell who the owner is.
    """
    if blind:
        phrase = N_("Checked where the owner is shown; of a blind listing before any introduction")
        return Line("hidden", CONDITIONS["hidden"], "unknown", phrase, "", slight=False)
    phrase = N_("Neither listing is hidden from the other side")
    return Line("hidden", CONDITIONS["hidden"], "fits", phrase, "", slight=False)
