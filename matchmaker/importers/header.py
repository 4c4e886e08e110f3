"""The first row of a table: the names of its columns."""

from collections.abc import Sequence
from pathlib import Path

from matchmaker.importers.drafts import UnreadableFile
from matchmaker.importers.limits import MAX_COLUMNS


def check_header(path: Path, cells: Sequence[object]) -> tuple[str, ...]:
    """Column names in lower case; each must be there, be readable and be unlike the others."""
    names = tuple(str(cell).strip().lower() if cell is not None else "" for cell in cells)
    if not any(names):
        raise UnreadableFile(path, "has no header: the first row must name the columns")
    if len(names) > MAX_COLUMNS:
        raise UnreadableFile(path, f"has {len(names):,} columns, at most {MAX_COLUMNS} are taken")
    if "" in names:
        raise UnreadableFile(path, f"has no name for column {names.index('') + 1}")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise UnreadableFile(path, f'has the column "{doubled[0]}" more than once')
    if any("\udc80" <= character <= "\udcff" for name in names for character in name):
        raise UnreadableFile(path, "is not UTF-8 text; save it as CSV in UTF-8")
    return names
