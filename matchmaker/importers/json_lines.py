"""JSON lines, plain or gzip-compressed: one object a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from matchmaker.importers.drafts import Record, Refusal
from matchmaker.importers.limits import (
    DAMAGED_GZIP,
    MAX_LINE_BYTES,
    check_rows,
    measure,
    open_bytes,
)

CUT_OFF = "the compressed file is cut off or damaged here; what follows is missing"


def count_objects(path: Path) -> int:
    """How many lines there are to read; raises ``UnreadableFile`` beyond the limits."""
    lines = measure(path)
    check_rows(path, lines)
    return lines


def read_objects(path: Path) -> Iterator[Record | Refusal]:
    """Each line as a record; a line that is no object as a refusal. Blank lines are skipped."""
    row = 0
    with open_bytes(path) as stream:
        try:
            while line := stream.readline(MAX_LINE_BYTES + 1):
                row += 1
                if len(line) > MAX_LINE_BYTES:
                    _skip_rest(stream, line)
                    yield Refusal(row, "", f"is longer than {MAX_LINE_BYTES:,} bytes")
                elif stripped := line.removeprefix(b"\xef\xbb\xbf").strip():
                    yield _parse(row, stripped)
        except DAMAGED_GZIP:
            yield Refusal(row + 1, "", CUT_OFF)


def _skip_rest(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(MAX_LINE_BYTES)


def _parse(row: int, line: bytes) -> Record | Refusal:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Refusal(row, "", "is not UTF-8 text")
    except json.JSONDecodeError as error:
        return Refusal(row, "", f"is not valid JSON, from character {error.pos + 1} on")
    except (ValueError, RecursionError):
        return Refusal(row, "", "is not JSON that can be read: a number or its depth is too large")
    if not isinstance(value, dict):
        return Refusal(row, "", "must be a JSON object: {…}")
    return Record(row, value)
