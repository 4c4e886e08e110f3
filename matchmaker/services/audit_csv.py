"""The rows that an auditor takes along, as CSV that a spreadsheet opens without running it."""

from collections.abc import Sequence
from typing import Final

from matchmaker.documents.spreadsheet_csv import spreadsheet_csv
from matchmaker.services.audit_log import DOWNLOAD, Entry

_HEADER: Final = (
    *("number", "time (UTC)", "what happened", "who", "role", "action"),
    *("subject type", "subject", "hash"),
)


def to_csv(entries: Sequence[Entry], *, is_cut: bool) -> bytes:
    """A header and a line for each event; a last line says that there is more."""
    rows = [_cells(entry) for entry in entries]
    if is_cut:
        more = f"Only the newest {DOWNLOAD:,} events are in this file; choose fewer days."
        rows.append(("", "", more))
    return spreadsheet_csv(_HEADER, rows)


def _cells(entry: Entry) -> tuple[object, ...]:
    return (
        entry.id,
        entry.at.isoformat(timespec="seconds"),
        entry.sentence,
        entry.who,
        entry.role,
        entry.action,
        entry.subject_type,
        entry.subject_reference,
        entry.hash,
    )
