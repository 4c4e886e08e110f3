"""A sanctions list as CSV: ``name,aliases,type,country,programme,remark``; all of it or nothing.

Half a list is dangerous: whoever is missing from it is let through. So one bad row refuses the
whole file, and every bad row is named.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matchmaker.errors import MatchmakerError
from matchmaker.importers.countries import country_of_code
from matchmaker.importers.csv_rows import open_rows
from matchmaker.importers.drafts import Record, Refusal, UnreadableFile

COLUMNS: Final = ("name", "aliases", "type", "country", "programme", "remark")
TYPES: Final = ("organization", "person", "country")
_REQUIRED: Final = ("name", "type")
_LIMITS: Final = {"name": 300, "programme": 300, "remark": 2_000}
_ALIASES_MAX: Final = 200
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class ListedName:
    """One row. ``country`` is ISO 3166-1 alpha-2, empty where the list names none."""

    name: str
    aliases: tuple[str, ...]
    type: str
    country: str
    programme: str
    remark: str


@dataclass(frozen=True, slots=True)
class ListFile:
    """A whole list; ``sha256`` is of the file's bytes."""

    sha256: str
    entries: tuple[ListedName, ...]


class RefusedList(MatchmakerError):
    """At least one row cannot be taken, so nothing is; ``refusals`` are in the file's order."""

    def __init__(self, path: Path, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        rows = len({refusal.row for refusal in refusals})
        more = f"\n… and {len(refusals) - _SHOWN:,} more" if len(refusals) > _SHOWN else ""
        super().__init__(
            f"{path.name} is refused as a whole, because of {rows:,} of its rows:\n"
            + "\n".join(map(str, refusals[:_SHOWN]))
            + more
        )


def read_list(path: Path) -> ListFile:
    """The file's entries; ``UnreadableFile`` or ``RefusedList`` say what is wrong with it."""
    header, _count, rows = open_rows(path)
    _check_header(path, header)
    entries: list[ListedName] = []
    refusals: list[Refusal] = []
    for row in rows:
        problems = [row] if isinstance(row, Refusal) else _problems(row)
        refusals += problems
        if isinstance(row, Record) and not problems:
            entries.append(_entry(row))
    if refusals:
        raise RefusedList(path, refusals)
    if not entries:
        raise UnreadableFile(path, "names nobody: an empty list would clear everybody")
    return ListFile(hashlib.sha256(path.read_bytes()).hexdigest(), tuple(entries))


def _check_header(path: Path, header: Sequence[str]) -> None:
    for name in header:
        if name not in COLUMNS:
            raise UnreadableFile(path, f'has the unknown column "{name}"; known: {_named(COLUMNS)}')
    for name in _REQUIRED:
        if name not in header:
            raise UnreadableFile(path, f'has no column "{name}"')


def _problems(record: Record) -> list[Refusal]:
    found = {**_long_ones(record), **_wrong_codes(record)}
    if not any(map(str.isalnum, _text(record, "name"))):
        found["name"] = "is required, with at least one letter or digit"
    aliases = _aliases(record)
    if len(aliases) > _ALIASES_MAX:
        found["aliases"] = f"holds {len(aliases)} names, at most {_ALIASES_MAX} are taken"
    elif any(len(alias) > _LIMITS["name"] for alias in aliases):
        found["aliases"] = f"holds a name of more than {_LIMITS['name']} characters"
    elif not all(any(map(str.isalnum, alias)) for alias in aliases):
        found["aliases"] = "holds a name without a letter or digit"
    return [Refusal(record.row, name, found[name]) for name in COLUMNS if name in found]


def _long_ones(record: Record) -> dict[str, str]:
    lengths = {name: len(_text(record, name)) for name in _LIMITS}
    return {
        name: f"has {length:,} characters, at most {_LIMITS[name]:,} are taken"
        for name, length in lengths.items()
        if length > _LIMITS[name]
    }


def _wrong_codes(record: Record) -> dict[str, str]:
    found = {}
    kind, country = _text(record, "type").lower(), _text(record, "country").upper()
    if kind not in TYPES:
        found["type"] = f'must be one of {_named(TYPES)}, not "{kind}"'
    if country and country_of_code(country) is None:
        found["country"] = f'"{country}" is no ISO 3166-1 alpha-2 code'
    if kind == "country" and not country:
        found["country"] = "is required where the type is country"
    return found


def _entry(record: Record) -> ListedName:
    return ListedName(
        name=_text(record, "name"),
        aliases=_aliases(record),
        type=_text(record, "type").lower(),
        country=country_of_code(_text(record, "country").upper()) or "",
        programme=_text(record, "programme"),
        remark=_text(record, "remark"),
    )


def _aliases(record: Record) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in _text(record, "aliases").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _text(record: Record, name: str) -> str:
    """The cell without white space around it or doubled in it; empty for an absent column."""
    return " ".join(str(record.values.get(name) or "").split())


def _named(names: Sequence[str]) -> str:
    return ", ".join(names)
