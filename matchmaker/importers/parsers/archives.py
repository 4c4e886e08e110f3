"""Zip archives – workbooks, documents – inspected before anything in them is parsed."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from matchmaker.importers.limits import MAX_ARCHIVE_ENTRIES, MEBIBYTE, inflated_limit
from matchmaker.importers.parsers.refused import Refused

_XML: Final = (".xml", ".rels", ".vml")
#: No part of an office document has a document type: one that does is bad. A part in another
#: encoding than UTF-8 spells it so that these bytes are not there; the XML parser refuses it then.
_FORBIDDEN: Final = (b"<!DOCTYPE", b"<!ENTITY")
_OVERLAP: Final = 64  # longer than anything that is looked for
#: What zipfile and the XML parsers raise for archives that are no sound document.
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ParseError,
    DefusedXmlException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    OSError,
)


def size_of(stream: IO[bytes]) -> int:
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    return size


def entries_of(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    """What an archive of ``size`` bytes holds, when that is not too much; nothing is unpacked.

    The sizes are those that the archive declares. ``zipfile`` gives no more than it declares.
    """
    entries = archive.infolist()
    if len(entries) > MAX_ARCHIVE_ENTRIES:
        raise Refused(
            "too_large", f"has {len(entries):,} parts, at most {MAX_ARCHIVE_ENTRIES:,} are taken"
        )
    limit = inflated_limit(size)
    if sum(entry.file_size for entry in entries) > limit:
        raise Refused("too_large", f"inflates to more than {limit:,} bytes, which is not taken")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted", "is protected by a password")
    return entries


def xml_parts(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    return [entry for entry in entries if entry.filename.lower().endswith(_XML)]


def blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, bool]]:
    """An XML part in pieces that break no tag in two, and whether a piece is the last."""
    tail = b""
    with archive.open(entry) as stream:
        while block := stream.read(MEBIBYTE):
            text = tail + block
            if any(word in text for word in _FORBIDDEN):
                raise Refused("broken", "declares XML entities, which is not taken")
            keep = text.rfind(b"<", -_OVERLAP)
            cut = keep if keep >= 0 else len(text)
            yield text[:cut], False
            tail = text[cut:]
    yield tail, True
