"""Files that people attach: small, sound ones, made without a document's programs."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pdf(*texts: str, catalog: str = "", pages: str = "", page: str = "", more: tuple = ()) -> bytes:
    """A PDF with a page for each text; raw entries and objects (from number 100) added to it."""
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(texts)))
    tree = pages or f"<< /Type /Pages /Kids [{kids}] /Count {len(texts)} >>"
    objects = {1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>", 2: tree}
    objects[3] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    for at, text in enumerate(texts):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects[10 + 2 * at] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {11 + 2 * at} 0 R {page} >>"
        )
        objects[11 + 2 * at] = f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
    objects.update(dict(enumerate(more, 100)))
    return written(objects)


def written(objects: Mapping[int, str | bytes], trailer: str = "") -> bytes:
    """The objects as a file, with its table of where each of them lies."""
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, content in objects.items():
        places[number] = out.tell()
        body = content.encode("latin-1") if isinstance(content, str) else content
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    size = max(objects) + 1
    out.write(f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n".encode())
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def docx(*texts: str, **parts: bytes) -> bytes:
    """A Word document; ``parts`` are added or replaced, ``__`` in a name stands for a slash."""
    said = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    body = f'<w:document xmlns:w="{W}"><w:body>{said}</w:body></w:document>'.encode()
    given = {name.replace("__", "/"): content for name, content in parts.items()}
    return archive({"[Content_Types].xml": TYPES, "word/document.xml": body, **given})


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()
