"""Files that people attach – PDF, DOCX, PNG, JPEG – checked and read in the guarded child."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from matchmaker.importers import guarded
from matchmaker.importers.guarded import MEBIBYTE
from matchmaker.importers.parsers.refused import Refused

__all__ = ["DOCX", "Checked", "Extract", "Refused", "check", "is_document", "read_text"]

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PDF: Final = "application/pdf"
_PICTURE_BYTES: Final = 60 * MEBIBYTE  # a picture may be larger as it is written anew
_TEXT_BYTES: Final = 4 * MEBIBYTE  # 200,000 characters, escaped
_SIGNATURES: Final = (
    (b"%PDF-", _PDF),
    (b"PK\x03\x04", DOCX),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_PARSERS: Final = "matchmaker.importers.parsers"
_INSPECTORS: Final = {_PDF: f"{_PARSERS}.pdf:inspect", DOCX: f"{_PARSERS}.word:inspect"}
_READERS: Final = {_PDF: f"{_PARSERS}.pdf:text", DOCX: f"{_PARSERS}.word:text"}
_CLEAN: Final = f"{_PARSERS}.picture:clean"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: ``content`` is what to store, for a picture its pixels alone."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a document; ``pages`` is ``None`` where the format has none."""

    text: str
    pages: int | None


def check(content: bytes) -> Checked:
    """What the bytes are, whatever their name says; ``Refused`` when they cannot be taken."""
    kind = next((kind for magic, kind in _SIGNATURES if content.startswith(magic)), None)
    if kind is None:
        raise Refused("type", "is no PDF, Word (.docx), PNG or JPEG file")
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        if is_document(kind):
            guarded.parse(_INSPECTORS[kind], file)
            return Checked(kind, content)
        with guarded.answer(_CLEAN, file, output=_PICTURE_BYTES) as written:
            guarded.first(written)
            return Checked(kind, written.read())


def is_document(media_type: str) -> bool:
    """Whether files of this type hold text that can be read."""
    return media_type in _READERS


def read_text(path: Path, media_type: str) -> Extract:
    """The text of the document at ``path``; ``Refused`` when there is none to be had."""
    with path.open("rb") as file:
        found: dict[str, Any] = guarded.parse(_READERS[media_type], file, output=_TEXT_BYTES)
    text, pages = str(found["text"]), found.get("pages")
    if not text.strip():
        raise Refused("no_text", "holds no text: a scan, perhaps")
    return Extract(text, pages if isinstance(pages, int) else None)
