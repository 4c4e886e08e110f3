"""Files that somebody might send who means harm, each with what is to become of it.

``REFUSED``: name → how it is made, and words of the sentence that refuses it. ``HARMLESS``: name →
how it is made; it is kept, and nothing happens.
"""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Final

from PIL import Image, PngImagePlugin

from tests.factories.files import TYPES, archive, docx, pdf, picture, written

BODY: Final = "word/document.xml"
_RELS: Final = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s'
)
_XXE: Final = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
_LAUGHS: Final = b"<!DOCTYPE a [%s]><a>&l9;</a>" % b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(10)
)
_JS: Final = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that says it has this size, whatever rows there are."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = _chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def many_pages(count: int) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    kids = b"[" + b"100 0 R " * count + b"]"
    tree = b"<< /Type /Pages /Kids %s /Count %d >>" % (kids, count)
    return written({1: "<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 100: page})


def stream_bomb(layers: int) -> bytes:
    content = bytes(200_000_000)
    for _ in range(layers):
        content = zlib.compress(content, 9)
    filters = "/FlateDecode " * layers
    stream = b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (
        len(content),
        filters.encode(),
        content,
    )
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 11 0 R >>"
    tree = "<< /Type /Pages /Kids [10 0 R] /Count 1 >>"
    return written({1: "<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 10: page, 11: stream})


def form_loop() -> bytes:
    """A drawing that draws itself."""
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    loop = (
        f"{form} /Resources << /XObject << /X 100 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream"
    )
    return pdf("x", more=(loop,), page="/Annots []").replace(
        b"/Font << /F1 3 0 R >>", b"/XObject << /X 100 0 R >>"
    )


def encrypted() -> bytes:
    """Protected by a password (standard handler); only its header is looked at."""
    lock = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        f"/O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>]"
    )
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    tree = "<< /Type /Pages /Kids [10 0 R] /Count 1 >>"
    return written({1: "<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 10: page}, lock)


def with_position() -> bytes:
    """A photograph that tells where it was taken, with what, and when."""
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "SecretCamera", "SecretComment"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 19.0, 0.0), 29: "2026:05:04"})
    return picture("JPEG", exif=exif, comment=b"SecretRemark")


def png_with_texts() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "SecretAuthor")
    texts.add_itxt("XML:com.adobe.xmp", "<x>SecretPlace</x>")
    return picture("PNG", pnginfo=texts)


def _cut(make: Callable[[], bytes], share: float) -> Callable[[], bytes]:
    def cut() -> bytes:
        content = make()
        return content[: int(len(content) * share)]

    return cut


def _links(entry: bytes) -> Callable[[], bytes]:
    return lambda: docx(
        "x", **{"word___rels__document.xml.rels": _RELS % entry + b"</Relationships>"}
    )


def _docx(name: str, content: bytes) -> Callable[[], bytes]:
    return lambda: archive({"[Content_Types].xml": TYPES, BODY: b"<a/>", name: content})


def _image(**options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, **options)
    return out.getvalue()


REFUSED: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "nothing": (lambda: b"", "choose a file"),
    "only NUL": (lambda: bytes(4_096), "is no PDF"),
    "text": (lambda: b"just words", "is no PDF"),
    "HTML": (lambda: b"<html><script>alert(1)</script>", "is no PDF"),
    "SVG named PNG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "is no PDF"),
    "program": (lambda: b"\x7fELF" + bytes(64), "is no PDF"),
    "Windows program": (lambda: b"MZ" + bytes(64), "is no PDF"),
    "GIF and script": (lambda: b"GIF89a/*" + b"*/=1;alert(1)", "is no PDF"),
    "real GIF": (lambda: _image(format="GIF"), "is no PDF"),
    "TIFF": (lambda: _image(format="TIFF"), "is no PDF"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "is no PDF"),
    "RTF": (lambda: rb"{\rtf1 hello}", "is no PDF"),
    "PDF after a program": (lambda: b"MZ" + pdf("x"), "is no PDF"),
    "only the head of a PDF": (lambda: b"%PDF-1.7\n", "damaged|cannot|can be read"),
    "PDF and HTML": (lambda: b"%PDF-<script>alert(1)</script>", "can be read"),
    "PDF cut at a tenth": (_cut(lambda: pdf("x"), 0.1), "can be read"),
    "PDF without its end": (lambda: pdf("cut").rpartition(b"startxref")[0], "can be read"),
    "PDF without a catalog": (lambda: written({2: "<< >>"}), "can be read"),
    "PDF without pages": (lambda: pdf(pages="<< /Type /Pages /Kids [] /Count 0 >>"), "can be read"),
    "PDF tree that loops": (
        lambda: pdf(pages="<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
        "can be read",
    ),
    "PDF object that is itself": (lambda: pdf(pages="2 0 R"), "can be read|damaged"),
    "PDF nested too deep": (
        lambda: written({1: "<< /Type /Catalog /Pages " + "[" * 50_000 + " >>"}),
        "can be read|damaged",
    ),
    "PDF of 201 pages": (lambda: many_pages(201), "201 pages, at most 200"),
    "PDF of 100,000 pages": (lambda: many_pages(100_000), "100,000 pages, at most 200"),
    "PDF that runs a script": (lambda: pdf("x", catalog=f"/OpenAction {_JS}"), "scripts"),
    "PDF that launches": (
        lambda: pdf("x", catalog="/OpenAction << /S /Launch /F (cmd.exe) >>"),
        "scripts",
    ),
    "PDF with named scripts": (
        lambda: pdf("x", catalog=f"/Names << /JavaScript << /Names [(a) {_JS}] >> >>"),
        "scripts",
    ),
    "PDF with a script on a page": (lambda: pdf("x", page=f"/AA << /O {_JS} >>"), "scripts"),
    "PDF with a script in a note": (
        lambda: pdf("x", page=f"/Annots [<< /Subtype /Link /A {_JS} >>]"),
        "scripts",
    ),
    "PDF with a file in it": (
        lambda: pdf("x", catalog="/Names << /EmbeddedFiles << /Names [] >> >>"),
        "other files",
    ),
    "PDF with a file in a note": (
        lambda: pdf("x", page="/Annots [<< /Subtype /FileAttachment >>]"),
        "other files",
    ),
    "zip that is no document": (lambda: archive({"a.txt": b"x"}), "can be read"),
    "zip of nothing": (lambda: archive({}), "is no PDF"),
    "head of a zip": (lambda: b"PK\x03\x04 no archive", "can be read"),
    "zip bomb": (_docx("word/media/a.bmp", bytes(150_000_000)), "inflates to more than"),
    "zip of 1,001 parts": (
        lambda: docx("x", **{f"word__{n}.xml": b"<a/>" for n in range(1_001)}),
        "1,00. parts",
    ),
    "billion laughs": (_docx("word/styles.xml", _LAUGHS), "XML entities"),
    "external entity": (_docx("word/footnotes.xml", _XXE), "XML entities"),
    "external entity in UTF-16": (
        _docx("word/notes.xml", _XXE.decode().encode("utf-16")),
        "can be read",
    ),
    "document type alone": (_docx("word/a.rels", b"<!DOCTYPE a SYSTEM 'http://x/'><a/>"), "entit"),
    "macros": (
        lambda: docx("x", word__vbaProject=b"x", **{"word__vbaProject.bin": b"x"}),
        "macros",
    ),
    "macros by their type": (
        lambda: archive(
            {
                "[Content_Types].xml": b'<T><O ContentType="application/vnd.ms-word.document.'
                b'macroEnabled.main+xml"/></T>',
                BODY: b"<a/>",
            }
        ),
        "macros",
    ),
    "controls": (lambda: docx("x", **{"word__activeX__activeX1.xml": b"<a/>"}), "macros"),
    "template from elsewhere": (
        _links(b'<R Type="x/attachedTemplate" Target="http://x/" TargetMode="External"/>'),
        "another place",
    ),
    "DOCX cut in half": (_cut(lambda: docx("x" * 99), 0.5), "can be read"),
    "DOCX that does not close": (lambda: docx(word="") and _docx(BODY, b"<a><b>")(), "can be read"),
    "workbook": (lambda: archive({"[Content_Types].xml": TYPES, "xl/workbook.xml": b""}), "read"),
    "PNG of 50,000 by 50,000": (lambda: png(50_000, 50_000), "at most 30 million"),
    "PNG as wide as it can be": (lambda: png(2_000_000, 1), "pixels"),
    "PNG without its pixels": (lambda: png(500, 500), "can be read"),
    "PNG of no size": (lambda: png(0, 0), "can be read"),
    "PNG cut in half": (_cut(lambda: picture("PNG", (300, 300)), 0.5), "can be read"),
    "PNG whose texts inflate": (
        lambda: (
            picture("PNG")[:33]
            + _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(300_000_000)))
            + picture("PNG")[33:]
        ),
        "can be read",
    ),
    "head of a JPEG": (lambda: b"\xff\xd8\xff\xe0" + bytes(8), "can be read"),
    "JPEG cut in half": (_cut(lambda: picture("JPEG", (300, 300)), 0.5), "can be read"),
}

HARMLESS: Final[dict[str, Callable[[], bytes]]] = {
    "PDF and ZIP": lambda: pdf("both") + archive({"evil.html": b"<script>"}),
    "PDF with a page bomb": lambda: stream_bomb(1),
    "PDF with a bomb in a bomb": lambda: stream_bomb(2),
    "PDF that draws itself": form_loop,
    "PDF with a password": encrypted,
    "PDF with bytes behind": lambda: pdf("x") + bytes(100_000),
    "zip slip": lambda: docx("x", **{"..__..__..__etc__cron.d__evil": b"x", "__etc__passwd": b"x"}),
    "zip in a zip": lambda: docx("x", **{"word__embeddings__a.zip": archive({"b.zip": bytes(9)})}),
    "DOCX nested too deep": _docx(BODY, b"<a>" * 100_000 + b"</a>" * 100_000),
    "DOCX with a link": _links(b'<R Type="x/hyperlink" Target="http://x/" TargetMode="External"/>'),
    "DOCX and HTML": lambda: docx("x") + b"<script>alert(1)</script>",
    "JPEG that tells where": with_position,
    "PNG that tells who": png_with_texts,
    "PNG with a zip behind": lambda: picture("PNG") + archive({"evil.js": b"SecretScript"}),
    "JPEG with a script": lambda: picture("JPEG", comment=b"SecretScript<script>alert(1)</script>"),
}
