"""Untrusted files are parsed in a child process that has little to lose and nothing to reach.

The child (``parsers/child.py``) gets the file as its standard input and writes its answer to a
file of limited size. It has 512 MiB of address space, ``SECONDS`` of processor and as many on the
clock, no environment, no other open file, no network and no way to start a process. Whatever it
does, this side sees an answer or one ``Refused``.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from matchmaker.importers.parsers import child
from matchmaker.importers.parsers.refused import Refused

SECONDS: Final = 10
MEBIBYTE: Final = 1024 * 1024
_SLOW: Final = Refused("too_slow", "takes too long to read")
_LARGE: Final = Refused("too_large", "needs too much memory to read")
_BROKEN: Final = Refused("broken", "is damaged, or is not what it says it is")


def parse(parser: str, file: IO[bytes], *, output: int = MEBIBYTE) -> dict[str, Any]:
    """The JSON object with which ``parser`` (``module:function``) answers; ``Refused`` if not."""
    with answer(parser, file, output=output) as found:
        return first(found)


@contextmanager
def answer(
    parser: str, file: IO[bytes], *, output: int, seconds: int = SECONDS
) -> Iterator[IO[bytes]]:
    """All that ``parser`` writes, at most ``output`` bytes, from its start.

    ``file`` must be one that the operating system knows: the child reads it from its beginning.
    """
    with tempfile.TemporaryFile() as written:
        file.seek(0)
        _run([parser, str(output), str(seconds)], file, written, seconds)
        written.seek(0)
        yield written


def first(found: IO[bytes]) -> dict[str, Any]:
    """The first line of an answer: an object; a refusal is raised."""
    return told(found.readline())


def told(line: bytes) -> dict[str, Any]:
    """One line of an answer. What a child says is checked like what a stranger says."""
    try:
        value = json.loads(line)
    except ValueError as error:
        raise _BROKEN from error
    if not isinstance(value, dict):
        raise _BROKEN
    if "refused" in value:
        raise Refused(str(value["refused"]), str(value.get("reason", "")))
    return value


def _run(order: list[str], file: IO[bytes], written: IO[bytes], seconds: float) -> None:
    command = [sys.executable, "-I", str(Path(child.__file__)), *order]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own names
        command,
        stdin=file,
        stdout=written,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        status = process.wait(seconds)
    except subprocess.TimeoutExpired as slow:
        raise _SLOW from slow
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    _judge(status)


def _judge(status: int) -> None:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise _SLOW
    if status in (child.OUT_OF_MEMORY, child.FLOOD):
        raise _LARGE
    if status:
        raise _BROKEN
