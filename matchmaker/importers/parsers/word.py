"""Word documents (DOCX): what they are, and their text; in the guarded child only.

Only the archive and its XML are read: styles, links and pictures stay unopened.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO, Final

from defusedxml.ElementTree import DefusedXMLParser

from matchmaker.importers.parsers import archives
from matchmaker.importers.parsers.refused import Refused

MAX_CHARACTERS: Final = 200_000
BODY: Final = "word/document.xml"
_TYPES: Final = "[Content_Types].xml"
_NOTES: Final = ("word/footnotes.xml", "word/endnotes.xml")
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_LINK: Final = "/hyperlink"
_DAMAGED: Final = Refused("broken", "is not a Word document that can be read")
_MACROS: Final = Refused("active", "holds macros or controls; save it as .docx without them")


def inspect(stream: IO[bytes]) -> Iterator[bytes]:
    """``Refused`` for macros, controls, parts that are loaded from elsewhere, and bombs."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archives.entries_of(archive, archives.size_of(stream))
            _check_names({entry.filename for entry in entries})
            for part in archives.xml_parts(entries):
                _check_part(archive, part)
    except archives.BROKEN as damage:
        raise _DAMAGED from damage
    yield json.dumps({}).encode() + b"\n"


def text(stream: IO[bytes]) -> Iterator[bytes]:
    """The paragraphs of the body and the notes, a line each."""
    collector = _Text()
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archives.entries_of(archive, archives.size_of(stream))
            names = {entry.filename: entry for entry in entries}
            for name in (BODY, *_NOTES):
                if name in names:
                    _feed(archive, names[name], collector)
    except archives.BROKEN as damage:
        raise _DAMAGED from damage
    yield json.dumps({"text": collector.text()}).encode() + b"\n"


def _check_names(names: set[str]) -> None:
    if not {_TYPES, BODY} <= names:
        raise _DAMAGED
    low = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or "/activex/" in name for name in low):
        raise _MACROS


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    is_types, is_links = part.filename == _TYPES, part.filename.endswith(".rels")
    parser = DefusedXMLParser(target=_Check(is_types=is_types, is_links=is_links), forbid_dtd=True)
    for piece, _ in archives.blocks(archive, part):
        parser.feed(piece)
    parser.close()


def _feed(archive: zipfile.ZipFile, part: zipfile.ZipInfo, collector: "_Text") -> None:
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    for piece, _ in archives.blocks(archive, part):
        parser.feed(piece)
        if collector.is_full:
            return
    parser.close()


class _Check:
    """Looks at each element as it comes by; keeps none, so that depth and size cost nothing."""

    def __init__(self, *, is_types: bool, is_links: bool) -> None:
        self._is_types, self._is_links = is_types, is_links

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        if self._is_types and "macroenabled" in attributes.get("ContentType", "").lower():
            raise _MACROS
        if (
            self._is_links
            and attributes.get("TargetMode") == "External"
            and not attributes.get("Type", "").endswith(_LINK)
        ):
            raise Refused("active", "loads parts from another place; save them in the document")

    def close(self) -> None:
        """The parser says that the part is over."""


class _Text:
    """Collects what is written in paragraphs, up to the limit."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._room = MAX_CHARACTERS
        self._in_text = 0

    @property
    def is_full(self) -> bool:
        return self._room <= 0

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._said).splitlines())
        return "\n".join(filter(None, lines))[:MAX_CHARACTERS]

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        match self._name(tag):
            case "t":
                self._in_text += 1
            case "tab" | "br" | "cr":
                self._add(" ")

    def end(self, tag: str) -> None:
        match self._name(tag):
            case "t":
                self._in_text -= 1
            case "p":
                self._add("\n")

    def data(self, said: str) -> None:
        if self._in_text:
            self._add(said)

    def close(self) -> None:
        """The parser says that the part is over."""
        self._add("\n")

    def _add(self, said: str) -> None:
        if self._room > 0:
            self._said.append(said[: self._room])
            self._room -= len(said)

    @staticmethod
    def _name(tag: str) -> str:
        return tag.removeprefix(_W).removeprefix(_STRICT)
