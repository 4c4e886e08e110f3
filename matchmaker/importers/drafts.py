"""What every format is read into: plain drafts, and the rows that could not be read."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matchmaker.errors import MatchmakerError


class UnreadableFile(MatchmakerError):
    """Nothing of the file can be taken; the text says why in one sentence."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name} {reason}")


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file. ``row`` counts as a spreadsheet does, from 1."""

    row: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row was not taken. ``field`` is empty where the row as a whole is at fault.

    ``file`` is set only where the row is not one of the file's own listings: a row of a second
    file in the same folder, say. ``row`` is 0 where no single row is at fault.
    """

    row: int
    field: str
    reason: str
    file: str = ""

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else ""
        field = f", field {self.field}" if self.field else ""
        return f"{' '.join(filter(None, (self.file, row)))}{field}: {self.reason}"


@dataclass(frozen=True, slots=True)
class OrganizationDraft:
    """An organization named by a public source. ``country`` is ISO 3166-1 alpha-2."""

    source_id: str
    name: str
    country: str
    type: str
    website: str = ""


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """One listing, its values not yet checked.

    ``organization`` comes with public sources and is made when it is new; ``owner`` is the
    reference or name of an organization that must exist already. An empty ``source_id`` means
    that the file names its rows in no way of its own.
    """

    row: int
    source_id: str
    kind: str
    fields: Mapping[str, object]
    organization: OrganizationDraft | None = None
    owner: str = ""


Draft = ListingDraft | OrganizationDraft | Refusal


@dataclass(frozen=True, slots=True)
class Source:
    """A file that passed every limit, ready to be read once.

    ``rows`` is how many to expect, for a progress bar; ``columns`` the header of a table, empty
    for formats without one.
    """

    rows: int
    drafts: Iterator[Draft]
    columns: tuple[str, ...] = ()


#: Opens a path on a given day: what has closed by then is told apart from what is open.
Importer = Callable[[Path, dt.date], Source]
