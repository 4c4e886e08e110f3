"""A tab of the inbox as a plain table, for files: what its reader may see, and nothing else."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.phrases import N_, known
from matchmaker.policies.actor import Actor
from matchmaker.services.match_inbox import Wanted, first_rows
from matchmaker.services.match_rows import MatchRow
from models import vocabulary as v

#: Rows of a file; what is beyond is told in it.
MOST_ROWS: Final = 500
#: Setting takes 20 ms a row: so many stay under a second, and the worker sets what is more.
MOST_AT_ONCE: Final = 30
COLUMNS: Final = (
    (N_("Band"), 16),
    (N_("Candidate"), 44),
    (N_("Reference"), 13),
    (N_("Kind"), 14),
    (N_("Organization"), 30),
    (N_("Country or region"), 22),
    (N_("TRL"), 6),
    (N_("Your listing"), 40),
    (N_("Your reference"), 14),
    (N_("What fits"), 50),
    (N_("What does not fit"), 50),
    (N_("What is unknown"), 40),
    (N_("Answer"), 18),
    (N_("Reason"), 24),
    (N_("Answered by"), 22),
    (N_("Answered on"), 13),
    (N_("Introduction"), 24),
    (N_("Source"), 34),
)


@dataclass(frozen=True, slots=True)
class MatchTable:
    """``total``: how many there are; ``rows`` are cut, at ``MOST_ROWS`` at the latest."""

    made_on: dt.date
    rows: list[MatchRow]
    total: int

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.rows)

    def cells(self) -> list[Sequence[object]]:
        """One line for each match, under ``COLUMNS``. Notes for colleagues are not among them.

        What the house says is a ``Phrase``, several of them a tuple; a text is somebody's own.
        """
        return [_cells(row) for row in self.rows]


def match_table(
    session: Session, actor: Actor, wanted: Wanted, *, now: dt.datetime, limit: int = MOST_ROWS
) -> MatchTable:
    """The tab as it stands, with its filters."""
    rows, total = first_rows(session, actor, wanted, limit=limit)
    return MatchTable(now.date(), rows, total)


def _cells(row: MatchRow) -> Sequence[object]:
    card, other, said = row.card, row.card.other, row.said
    argued = card.argument
    lines = (argued.fits, argued.misses, argued.unknown)
    return (
        known(card.band_label),
        other.title,
        other.reference,
        known(other.kind_label),
        other.organization or "",
        known(other.country or other.region),
        other.trl,
        row.own.title,
        row.own.reference,
        *(tuple(known(line.phrase) for line in found) for found in lines),
        known(v.FEEDBACK_ANSWERS.label(said.answer)) if said else "",
        known(v.FEEDBACK_REASONS.label(said.reason)) if said and said.reason else "",
        said.by if said else "",
        said.at.date() if said else None,
        known(v.INTRODUCTION_STATES.label(card.introduction_state)) if card.introduction else "",
        row.attribution,
    )
