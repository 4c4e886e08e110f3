"""A tab of the inbox as a plain table, for files: what its reader may see, and nothing else."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services.match_inbox import Wanted, first_rows
from matchmaker.services.match_rows import MatchRow
from models import vocabulary as v

#: Rows of a file; what is beyond is told in it.
MOST_ROWS: Final = 500
#: Setting takes 20 ms a row, writing cells less than one: more would make its reader wait.
MOST_IN_PDF: Final = 50
COLUMNS: Final = (
    ("Band", 16),
    ("Candidate", 44),
    ("Reference", 13),
    ("Kind", 14),
    ("Organization", 30),
    ("Country or region", 22),
    ("TRL", 6),
    ("Your listing", 40),
    ("Your reference", 14),
    ("What fits", 50),
    ("What does not fit", 50),
    ("What is unknown", 40),
    ("Answer", 18),
    ("Reason", 24),
    ("Answered by", 22),
    ("Answered on", 13),
    ("Introduction", 24),
    ("Source", 34),
)


@dataclass(frozen=True, slots=True)
class MatchTable:
    """``total``: how many there are; ``rows`` are cut at ``MOST_ROWS``."""

    made_on: dt.date
    rows: list[MatchRow]
    total: int

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.rows)

    def cells(self) -> list[Sequence[object]]:
        """One line for each match, under ``COLUMNS``. Notes for colleagues are not among them."""
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
        card.band_label,
        other.title,
        other.reference,
        other.kind_label,
        other.organization or "",
        other.country or other.region,
        other.trl,
        row.own.title,
        row.own.reference,
        *("; ".join(line.phrase for line in found) for found in lines),
        v.FEEDBACK_ANSWERS.label(said.answer) if said else "",
        v.FEEDBACK_REASONS.label(said.reason) if said and said.reason else "",
        said.by if said else "",
        said.at.date() if said else None,
        v.INTRODUCTION_STATES.label(card.introduction_state) if card.introduction else "",
        row.attribution,
    )
