"""Codes of the CPC as a scheme tells them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CpcEntry:
    """A code as a scheme tells it."""

    code: str
    level: int
    title: str
    parent: str = ""


def with_parents(entries: Iterable[CpcEntry]) -> Iterator[CpcEntry]:
    """In the scheme's order, the parent is the last code before with a lower level."""
    open_: list[CpcEntry] = []
    for entry in entries:
        while open_ and open_[-1].level >= entry.level:
            open_.pop()
        parent = open_[-1].code if open_ else ""
        open_.append(entry)
        yield CpcEntry(entry.code, entry.level, entry.title, parent)
