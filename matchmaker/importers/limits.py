"""How much a file may hold, checked before anything is parsed."""

import gzip
import zlib
from pathlib import Path
from typing import IO, Final, cast

from matchmaker.importers.drafts import UnreadableFile

MEBIBYTE: Final = 1024 * 1024
MAX_FILE_BYTES: Final = 20 * MEBIBYTE
MAX_INFLATION: Final = 100
#: However small a compressed file is, this much may come out of it …
INFLATION_FLOOR: Final = MEBIBYTE
#: … and however large, no more than this: a workbook's strings are all held in memory.
MAX_INFLATED_BYTES: Final = 100 * MEBIBYTE
MAX_ARCHIVE_ENTRIES: Final = 1_000
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
MAX_CELL_CHARACTERS: Final = 32_767  # what a spreadsheet cell holds
MAX_LINE_BYTES: Final = MEBIBYTE

_GZIP_MAGIC: Final = b"\x1f\x8b"
_BLOCK: Final = 8 * 1024  # small: of a stream that is cut off, the last block is lost
#: What a damaged or cut-off gzip stream raises while it is read.
DAMAGED_GZIP: Final = (EOFError, gzip.BadGzipFile, zlib.error)


def check_file(path: Path) -> int:
    """The size in bytes of a file that may be opened."""
    if not path.exists():
        raise UnreadableFile(path, "does not exist")
    if not path.is_file():
        raise UnreadableFile(path, "is not a file")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(path, "is empty")
    if size > MAX_FILE_BYTES:
        raise UnreadableFile(
            path, f"has {size:,} bytes, at most {MAX_FILE_BYTES:,} bytes (20 MB) are taken"
        )
    return size


def inflated_limit(size: int) -> int:
    """How many bytes may come out of a compressed file of ``size`` bytes."""
    return min(max(size * MAX_INFLATION, INFLATION_FLOOR), MAX_INFLATED_BYTES)


def is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == _GZIP_MAGIC


def open_bytes(path: Path) -> IO[bytes]:
    """The content of a plain or gzip-compressed file, told apart by its first bytes."""
    if is_gzip(path):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def measure(path: Path) -> int:
    """How many lines a plain or gzip-compressed file holds, once its size has been checked.

    A gzip stream that is cut off is measured up to there: its whole lines are still readable.
    """
    size = check_file(path)
    limit = inflated_limit(size) if is_gzip(path) else MAX_FILE_BYTES
    total, lines, last = 0, 0, b"\n"
    with open_bytes(path) as stream:
        try:
            while block := stream.read(_BLOCK):
                total += len(block)
                if total > limit:
                    raise UnreadableFile(
                        path, f"inflates to more than {limit:,} bytes, which is not taken"
                    )
                lines, last = lines + block.count(b"\n"), block[-1:]
        except DAMAGED_GZIP as damage:
            if total == 0:
                raise UnreadableFile(path, "is a damaged gzip file") from damage
    if total == 0:
        raise UnreadableFile(path, "is empty")
    return lines + (last != b"\n")


def check_rows(path: Path, rows: int) -> None:
    if rows > MAX_ROWS:
        raise UnreadableFile(path, f"has {rows:,} rows, at most {MAX_ROWS:,} are taken")
