"""Pictures: written anew from their pixels alone; in the guarded child only.

What a camera or a program adds – place, time, device, comments, a second file behind the first – is
not among the pixels, and so is gone.
"""

import io
import json
from collections.abc import Iterator
from typing import IO, Final

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError

from matchmaker.importers.parsers.refused import Refused

FORMATS: Final = (PngImagePlugin.PngImageFile.format, JpegImagePlugin.JpegImageFile.format)
MAX_PIXELS: Final = 30_000_000  # three copies fit into the child's memory
MAX_SIDE: Final = 20_000
_QUALITY: Final = 90
_BROKEN: Final = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    LookupError,
    ValueError,
    TypeError,
    SyntaxError,  # Pillow's word for a damaged PNG
    EOFError,
    OSError,
)


def clean(stream: IO[bytes]) -> Iterator[bytes]:
    """Width and height, then the bytes of the new file, in the format of the old one."""
    Image.MAX_IMAGE_PIXELS = None  # the size is judged here
    try:
        with Image.open(stream, formats=FORMATS) as image:
            _check_size(*image.size)
            kind = image.format
            image.load()
            pixels = _pixels(ImageOps.exif_transpose(image), alpha=kind == "PNG")
    except _BROKEN as damage:
        raise Refused("broken", "is not a picture that can be read") from damage
    out = io.BytesIO()
    if kind == "PNG":
        pixels.save(out, "PNG")
    else:
        pixels.save(out, "JPEG", quality=_QUALITY)
    yield json.dumps({"width": pixels.width, "height": pixels.height}).encode() + b"\n"
    yield out.getvalue()


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        most = MAX_PIXELS // 1_000_000
        raise Refused(
            "too_large",
            f"has {width:,} × {height:,} pixels, at most {most} million are taken",
        )


def _pixels(image: Image.Image, *, alpha: bool) -> Image.Image:
    """The same picture in a mode that both formats know, and nothing that came with it."""
    if image.mode.startswith("I;16"):  # a conversion would cut instead of scale
        image = image.point(lambda value: value / 256).convert("L")
    is_seen_through = "A" in image.getbands() or "transparency" in image.info
    grey = image.mode in ("1", "L", "LA")
    mode = ("LA" if grey else "RGBA") if alpha and is_seen_through else ("L" if grey else "RGB")
    plain = image if image.mode == mode else image.convert(mode)
    plain.info = {}
    return plain
