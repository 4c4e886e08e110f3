"""A catalogue in which every message is its own translation, in brackets."""

from collections.abc import Iterable
from pathlib import Path

from babel.messages.pofile import write_po

from matchmaker.importers.messages import Message
from matchmaker.services import catalogues


def bracketed(messages: Iterable[Message], language: str, folder: Path) -> None:
    """Write and compile it below ``folder``."""
    catalogues.update(sorted(messages), language, folder)
    held = catalogues.read(language, folder)
    for entry in held:
        if entry.id:
            several = isinstance(entry.id, tuple)
            entry.string = tuple(f"[{t}]" for t in entry.id) if several else f"[{entry.id}]"
    with catalogues.path_of(language, folder).open("wb") as file:
        write_po(file, held)
    catalogues.compile_all(folder)
