"""The parsers without their guard: they say what the confined child says, word for word.

The guarded child is measured by no coverage; here its parsers run in this process, over all small
files that can do no harm to it.
"""

import importlib
import io
import json
import tempfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from PIL import ImageFile

from matchmaker.importers import guarded
from matchmaker.importers.parsers.refused import Refused
from tests.factories.files import docx, pdf, picture
from tests.factories.hostile_files import HARMLESS, REFUSED

PARSERS = "matchmaker.importers.parsers"
ANSWER_BYTES = 64 * guarded.MEBIBYTE
#: What needs the memory or the processor that only the child is denied.
TOO_MUCH = ("bomb", "inflate", "100,000", "1,001", "too deep", "laughs", "loops")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def parsers_of(content: bytes) -> tuple[str, ...]:
    """Those that would be asked about a file that begins so."""
    kinds = {b"%PDF": ("pdf:inspect", "pdf:text"), b"PK\x03\x04": ("word:inspect", "word:text")}
    return kinds.get(content[:4], ("picture:clean",))


FILES: dict[str, Callable[[], bytes]] = {
    name: make
    for name, make in [*HARMLESS.items(), *((n, made) for n, (made, _words) in REFUSED.items())]
    if not any(word in name for word in TOO_MUCH)
} | {
    "two pages": lambda: pdf("Slag heat", "Second page"),
    "two paragraphs": lambda: docx("First", "Second"),
    "a picture": lambda: picture("JPEG", (40, 30)),
}
BOOKS = {
    "rows": workbook(("kind", "title", "trl"), ("offer", "Slag", 7), (None, "", 2.5)),
    "nothing": workbook(),
    "no workbook": docx("x"),
    "cut": workbook(("kind",), ("offer",))[:900],
}


@pytest.fixture(autouse=True)
def whole_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint, where it is loaded, has Pillow take pictures that are cut off."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)


def here(parser: str, content: bytes) -> bytes:
    module, _, function = parser.partition(":")
    parse = getattr(importlib.import_module(f"{PARSERS}.{module}"), function)
    try:
        return b"".join(parse(io.BytesIO(content)))
    except Refused as refusal:
        return json.dumps({"refused": refusal.code, "reason": str(refusal)}).encode() + b"\n"


def in_the_child(parser: str, content: bytes) -> bytes:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        with guarded.answer(f"{PARSERS}.{parser}", file, output=ANSWER_BYTES) as written:
            return written.read()


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_alike_with_and_without_the_guard(name: str) -> None:
    content = FILES[name]()
    for parser in parsers_of(content):
        assert here(parser, content) == in_the_child(parser, content)


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_is_read_alike_with_and_without_the_guard(name: str) -> None:
    found = here("workbook:rows", BOOKS[name])
    assert found == in_the_child("workbook:rows", BOOKS[name])
    assert (b'"refused"' in found) is (name in ("no workbook", "cut"))
