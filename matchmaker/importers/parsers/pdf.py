"""PDF files: what they are, and their text; in the guarded child only."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from matchmaker.importers.parsers.refused import Refused

MAX_PAGES: Final = 200
MAX_CHARACTERS: Final = 200_000
_MOST_NODES: Final = 2_000  # of the tree of pages, inner ones included
_MOST_NOTES: Final = 5_000  # annotations that are looked at
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])-\n(?=[a-z])")
_WRAPPED: Final = re.compile(r"^(.{50,}[^.!?:;\n])\n(?=\S)", re.MULTILINE)
#: What pypdf raises for what is not a sound PDF.
_BROKEN: Final = (
    PyPdfError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    ArithmeticError,
    RecursionError,
    EOFError,
    OSError,
)
#: Kinds of actions that run or open something when the reader has not asked for it.
_ACTIVE: Final = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"})
_DAMAGED: Final = Refused("broken", "is not a PDF that can be read")


def inspect(stream: IO[bytes]) -> Iterator[bytes]:
    """The number of pages; ``Refused`` for scripts, enclosed files and too many pages."""
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted and not _opens(reader):
            yield _line(encrypted=True)
            return
        pages = _pages(reader)
        _check_actions(reader, pages)
    except _BROKEN as damage:
        raise _DAMAGED from damage
    yield _line(pages=len(pages))


def text(stream: IO[bytes]) -> Iterator[bytes]:
    """The text of all pages, each a paragraph; a page that cannot be read is left out."""
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted and not _opens(reader):
            raise Refused("encrypted", "is protected by a password")
        pages = len(_pages(reader))
        texts, left = [], MAX_CHARACTERS
        for page in reader.pages:
            said = _text_of(page)[:left]
            texts.append(said)
            left -= len(said) + 2
            if left <= 0:
                break
    except _BROKEN as damage:
        raise _DAMAGED from damage
    yield _line(pages=pages, text=_unwrapped("\n\n".join(filter(None, texts))))


def _text_of(page: PageObject) -> str:
    try:
        return page.extract_text().strip()
    except _BROKEN:
        return ""


def _unwrapped(said: str) -> str:
    """Lines that were only broken at the margin are joined, so that sentences stay whole."""
    return _WRAPPED.sub(r"\1 ", _HYPHEN.sub("", said))


def _opens(reader: PdfReader) -> bool:
    """Whether everybody may read it: many files are only protected against changes."""
    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _pages(reader: PdfReader) -> list[DictionaryObject]:
    """The leaves of the tree of pages, which may say anything about itself and hold loops."""
    root = _object(reader.root_object.get("/Pages"))
    waiting, seen, pages = [root], 0, []
    while waiting:
        node = waiting.pop()
        seen += 1
        if not isinstance(node, DictionaryObject) or seen > _MOST_NODES:
            raise _DAMAGED
        if "/Kids" not in node:
            pages.append(node)
        else:
            kids = _object(node["/Kids"])
            if not isinstance(kids, ArrayObject):
                raise _DAMAGED
            if len(kids) > MAX_PAGES:
                raise _too_many(max(len(kids), _count(root)))
            waiting.extend(_object(kid) for kid in reversed(kids))
        if len(pages) > MAX_PAGES:
            raise _too_many(max(len(pages), _count(root)))
    if not pages:
        raise _DAMAGED
    return pages


def _count(root: Any) -> int:
    count = root.get("/Count", 0)
    return count if isinstance(count, int) else 0


def _too_many(pages: int) -> Refused:
    return Refused("too_large", f"has {pages:,} pages, at most {MAX_PAGES} are taken")


def _check_actions(reader: PdfReader, pages: Iterable[DictionaryObject]) -> None:
    """A form that computes is refused as well: nobody can tell it from one that does harm."""
    catalog = reader.root_object
    names = _object(catalog.get("/Names"))
    if isinstance(names, DictionaryObject):
        if "/JavaScript" in names:
            raise _active("scripts")
        if "/EmbeddedFiles" in names:
            raise _active("other files")
    notes = 0
    for holder in (catalog, *pages):
        _check(holder.get("/OpenAction"), holder.get("/AA"))
        found = _object(holder.get("/Annots"))
        for each in found if isinstance(found, ArrayObject) else ():
            note, notes = _object(each), notes + 1
            if notes > _MOST_NOTES:
                raise _DAMAGED
            if isinstance(note, DictionaryObject):
                if note.get("/Subtype") in ("/FileAttachment", "/RichMedia", "/Screen", "/3D"):
                    raise _active("other files")
                _check(note.get("/A"), note.get("/AA"))


def _check(action: Any, more: Any) -> None:
    occasions = _object(more)
    held = occasions.values() if isinstance(occasions, DictionaryObject) else ()
    for each in (action, *held):
        found = _object(each)
        if isinstance(found, DictionaryObject) and found.get("/S") in _ACTIVE:
            raise _active("scripts")


def _active(what: str) -> Refused:
    return Refused("active", f"holds {what}; print it to a new PDF and upload that")


def _object(value: Any) -> Any:
    return None if value is None else value.get_object()


def _line(**values: object) -> bytes:
    return json.dumps(values).encode() + b"\n"
