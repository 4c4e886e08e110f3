"""Long lists of matches as PDF: made where nobody waits for a page, and gone after a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.documents.pdf import pdf
from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import match_files, stored_files


@dataclass(frozen=True, slots=True)
class Made:
    content: bytes
    listings: list[int]
    version: int
    rows: int
    total: int


def _make(session: Session, context: Context, works: Sequence[Work]) -> Made | None:
    """``None`` when nobody waits for it any more."""
    row = match_files.waiting(session, works[0].payload["reference"])
    table = match_files.table_of(session, row, now=context.clock()) if row else None
    if row is None or table is None:
        return None
    page = context.render(
        "reports/shortlist.html",
        language=row.language,
        table=table,
        told=row.told,
        base_url=context.base_url,
    )
    listings, version = match_files.printed(session, table)
    return Made(pdf(page), listings, version, len(table.rows), table.total)


def _put(session: Session, context: Context, works: Sequence[Work], made: Made | None) -> None:
    """What could not be made is taken away: its page says that it is not there."""
    reference = works[0].payload["reference"]
    if made is None:
        match_files.give_up(session, reference, now=context.clock())
        return
    folder = context.data_dir / stored_files.FOLDER
    match_files.put(
        session,
        reference,
        folder,
        made.content,
        listings=made.listings,
        version=made.version,
        rows=made.rows,
        total=made.total,
    )


def _end(session: Session, context: Context, works: Sequence[Work], _prepared: object) -> None:
    for work in works:
        match_files.end(session, work.payload["reference"], now=context.clock())


MAKE: Final = Handler(_put, _make)
END: Final = Handler(_end, batch=20)
