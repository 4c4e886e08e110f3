"""What keeps a pair from being proposed at all, however similar the texts are."""

import datetime as dt
from typing import Literal

from matchmaker.ranking.candidate import Limits

Barrier = Literal["organization", "hidden", "validity", "deadline", "country", "trl"]


def barrier(need: Limits, document: Limits, today: dt.date) -> Barrier | None:
    """The first hard constraint that the pair breaks; ``None`` when it may be proposed.

    The last day of a validity or a deadline still counts. What is not stated breaks nothing.
    """
    if need.organization == document.organization:
        return "organization"
    if _hides(need, document) or _hides(document, need):
        return "hidden"
    if need.valid_until < today or document.valid_until < today:
        return "validity"
    if need.deadline is not None and need.deadline < today:
        return "deadline"
    if need.countries and document.countries and need.countries.isdisjoint(document.countries):
        return "country"
    if need.trl is not None and document.trl is not None and document.trl < need.trl:
        return "trl"
    return None


def may_join(one: Limits, other: Limits) -> bool:
    """Whether two listings may be proposed as members of one consortium.

    Not two of one organization, nor one that is hidden from the other: as far as both owners are
    no secret. A blind listing that never stood beside an open one of its owner would tell who that
    is, so such a pair is kept; no introduction of the two comes about.
    """
    same = one.organization == other.organization and not (one.blind or other.blind)
    return not (same or _hides(one, other) or _hides(other, one))


def _hides(one: Limits, other: Limits) -> bool:
    """Whether ``one`` may not be shown to ``other``, as far as ``other``'s owner is no secret.

    A blind listing that went from a list whenever its owner is named among those to hide from
    would tell who that is. Such a pair is kept: who reads the matches sees no listing that is
    hidden from them, and no introduction of the two is approved.
    """
    return other.organization in one.hidden_from and not other.blind
