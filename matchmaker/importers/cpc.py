"""The Cooperative Patent Classification as it is published: scheme XML, or one JSON object a line.

Scheme XML comes as a zip or a folder of ``cpc-scheme-*.xml``: nested ``classification-item``
elements with a ``classification-symbol`` and a ``class-title`` of several ``title-part``. Files are
read one element at a time, with entities refused.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from matchmaker.importers.cpc_entries import CpcEntry, with_parents
from matchmaker.importers.drafts import Record, Refusal, UnreadableFile
from matchmaker.importers.json_lines import read_objects
from matchmaker.importers.limits import MEBIBYTE, check_file, measure

#: The official archive has about 10 MB, unpacked 150 MB; the largest file of it about 5 MB.
MAX_XML_BYTES: Final = 30 * MEBIBYTE
MAX_TOTAL_BYTES: Final = 500 * MEBIBYTE
MAX_FILES: Final = 2_000
TITLE_MAX: Final = 2_000
_SCHEME_FILE: Final = re.compile(r"cpc-scheme(-[A-HY](\d{2}[A-Z]?)?)?\.xml", re.IGNORECASE)
_TITLES_FILE: Final = re.compile(r".+\.jsonl(\.gz)?")
_SYMBOL: Final = re.compile(r"[A-HY](\d{2}([A-Z](\d{1,4}/\d{2,6})?)?)?")
_LEVELS: Final = range(2, 21)
_SUBCLASS: Final = 5


@dataclass(frozen=True, slots=True)
class Scheme:
    """``rows`` is about how many entries to expect, for a progress bar."""

    entries: Iterator[CpcEntry | Refusal]
    rows: int


def open_scheme(path: Path) -> Scheme:
    """What lies at ``path``; ``UnreadableFile`` when nothing of it can be taken."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if _SCHEME_FILE.fullmatch(file.name))
        titles = sorted(file for file in path.iterdir() if _TITLES_FILE.fullmatch(file.name))
        if len(titles) == 1 and not files:
            return open_scheme(titles[0])
        _check_files(path, [(file.name, file.stat().st_size) for file in files])
        return Scheme(_from_folder(files), _about(sum(file.stat().st_size for file in files)))
    check_file(path)
    if zipfile.is_zipfile(path):
        members = _members(path)
        return Scheme(_from_zip(path, members), _about(sum(item.file_size for item in members)))
    if _SCHEME_FILE.fullmatch(path.name):
        return Scheme(_from_folder([path]), _about(path.stat().st_size))
    return Scheme(_from_lines(path), measure(path))


def _about(xml_bytes: int) -> int:
    """How many items that much XML holds, roughly."""
    return max(1, xml_bytes // 500)


def _members(path: Path) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(path) as archive:
        inside = archive.infolist()
    members = [member for member in inside if _SCHEME_FILE.fullmatch(Path(member.filename).name)]
    _check_files(path, [(member.filename, member.file_size) for member in members])
    return sorted(members, key=lambda member: member.filename)


def _check_files(path: Path, files: list[tuple[str, int]]) -> None:
    if not files:
        raise UnreadableFile(path, "holds no cpc-scheme-*.xml and not one *.jsonl")
    if len(files) > MAX_FILES or sum(size for _, size in files) > MAX_TOTAL_BYTES:
        raise UnreadableFile(path, "is larger than any edition of the scheme")
    for name, size in files:
        if size > MAX_XML_BYTES:
            raise UnreadableFile(path, f"holds {name} of {size:,} bytes, which is not taken")


def _from_folder(files: list[Path]) -> Iterator[CpcEntry | Refusal]:
    for file in files:
        with file.open("rb") as stream:
            yield from _from_xml(stream, file.name)


def _from_zip(path: Path, members: list[zipfile.ZipInfo]) -> Iterator[CpcEntry | Refusal]:
    with zipfile.ZipFile(path) as archive:
        for member in members:
            try:
                with archive.open(member) as stream:
                    yield from _from_xml(stream, member.filename)
            except (zipfile.BadZipFile, RuntimeError) as damage:  # RuntimeError: encrypted
                yield Refusal(0, "", f"cannot be unpacked: {damage}", file=member.filename)


def _from_xml(stream: IO[bytes], name: str) -> Iterator[CpcEntry | Refusal]:
    """Items in the order of the file: an item is told when the first one inside it begins."""
    try:
        for number, item in enumerate(_items(stream), 1):
            yield _checked(number, *item, file=name)
    except ParseError as error:
        yield Refusal(error.position[0], "", "is not well-formed XML from this line on", file=name)
    except DefusedXmlException:
        yield Refusal(0, "", "declares entities, which are refused", file=name)


def _items(stream: IO[bytes]) -> Iterator[tuple[str, str, str, str]]:
    """``(symbol, level, title, parent)``, parents before children."""
    open_: list[str] = []
    level = ""
    for event, element in iterparse(stream, events=("start", "end"), forbid_external=True):
        if element.tag == "classification-item":
            if event == "start":
                level = element.get("level", "")
                open_.append("")
            else:
                open_.pop()
                element.clear()
        elif event == "end" and element.tag == "classification-symbol" and open_:
            open_[-1] = _plain(element.text)
        elif event == "end" and element.tag == "class-title" and open_:
            parent = next((symbol for symbol in reversed(open_[:-1]) if symbol != open_[-1]), "")
            yield open_[-1], level, _title(element), parent
            element.clear()


def _title(element: Element) -> str:
    """The parts with semicolons between them; references to other places are left out."""
    parts = (_plain("".join(_texts(part))) for part in element.iter("title-part"))
    return "; ".join(filter(None, parts))


def _texts(element: Element) -> Iterator[str]:
    if element.tag == "reference":
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _from_lines(path: Path) -> Iterator[CpcEntry | Refusal]:
    """``symbol``, ``level``, ``title`` in the scheme's order, from which the parents follow."""
    refused: list[Refusal] = []

    def good() -> Iterator[CpcEntry]:
        for row in read_objects(path):
            entry = _from_record(row) if isinstance(row, Record) else row
            if isinstance(entry, CpcEntry):
                yield entry
            else:
                refused.append(entry)

    for entry in with_parents(good()):
        yield _below_its_class(entry)
    yield from refused


def _below_its_class(entry: CpcEntry) -> CpcEntry:
    """A file that begins with subclasses says nothing of their classes; the code does."""
    if entry.level != _SUBCLASS:
        return entry
    return CpcEntry(entry.code, entry.level, entry.title, entry.code[:3])


def _from_record(record: Record) -> CpcEntry | Refusal:
    values = (record.values.get(name) for name in ("symbol", "level", "title"))
    symbol, level, title = (str(value) if value is not None else "" for value in values)
    return _checked(record.row, _plain(symbol), level, _plain(title), "")


def _checked(
    row: int, symbol: str, level: str, title: str, parent: str, *, file: str = ""
) -> CpcEntry | Refusal:
    code = "".join(symbol.split())
    if not _SYMBOL.fullmatch(code):
        return Refusal(row, "symbol", f"{symbol[:40]!r} is no CPC symbol", file=file)
    if not (level.isascii() and level.isdigit() and int(level[:3]) in _LEVELS):
        return Refusal(row, "level", f"{level[:10]!r} is no level of the scheme", file=file)
    if not title or len(title) > TITLE_MAX:
        said = "is missing" if not title else f"has more than {TITLE_MAX:,} characters"
        return Refusal(row, "title", said, file=file)
    return CpcEntry(code, int(level), title, "".join(parent.split()))


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())
