"""The order in which a reader meets the reasons of a match: the most telling first."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

Reason = Mapping[str, str]  # of Match.reasons: verdict, feature, phrase

#: What tells this pair from any other; the other features fit nearly everybody.
TELLING: Final = ("technology", "sector", "collaboration", "trl", "licence", "country")
#: Against a match, what would end the talks comes first.
_AGAINST: Final = ("trl", "country", "deadline", *TELLING)


class Verdicts(NamedTuple):
    """Phrases in the order of reading. ``routine`` fits as well, and says little."""

    fits: list[str]
    routine: list[str]
    misses: list[str]
    unknown: list[str]


def verdicts(reasons: Iterable[Reason] | None) -> Verdicts:
    """Group the reasons of one match for its card; what is only routine is not kept apart."""
    rows = list(reasons or ())
    fits = [row for row in rows if row["verdict"] == "fits"]
    telling = [row for row in fits if row.get("feature") in TELLING]
    routine = [row for row in fits if row not in telling] if telling else []
    return Verdicts(
        fits=_phrases(telling or fits, TELLING),
        routine=_phrases(routine, ()),
        misses=_phrases((row for row in rows if row["verdict"] == "misses"), _AGAINST),
        unknown=_phrases((row for row in rows if row["verdict"] == "unknown"), TELLING),
    )


def _phrases(rows: Iterable[Reason], order: tuple[str, ...]) -> list[str]:
    def place(row: Reason) -> int:
        feature = row.get("feature", "")
        return order.index(feature) if feature in order else len(order)

    return [row["phrase"] for row in sorted(rows, key=place)]
