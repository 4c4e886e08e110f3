"""The rows that an auditor takes along, as CSV that a spreadsheet opens without running it."""

import csv
import io
from collections.abc import Sequence

from matchmaker.services.audit_log import DOWNLOAD, Entry

_HEADER = (
    *("number", "time (UTC)", "what happened", "who", "role", "action"),
    *("subject type", "subject", "hash"),
)
#: What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(entries: Sequence[Entry], *, is_cut: bool) -> str:
    """A header and a line for each event; a last line says that there is more."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    for entry in entries:
        writer.writerow([_safe(str(cell)) for cell in _cells(entry)])
    if is_cut:
        writer.writerow(
            ["", "", f"Only the newest {DOWNLOAD:,} events are in this file; choose fewer days."]
        )
    return text.getvalue()


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


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
