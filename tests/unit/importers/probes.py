"""Parsers that misbehave, for the guarded child."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO


def _outcome(attempt) -> str:
    try:
        attempt()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"


def reach(_stream: IO[bytes]) -> Iterator[bytes]:
    found = {
        "environment": sum(name.startswith("MATCHMAKER") or name == "HOME" for name in os.environ),
        "network": _outcome(lambda: socket.create_connection(("127.0.0.1", 9))),
        "process": _outcome(lambda: subprocess.run([sys.executable, "-V"], check=False)),
        "secrets": _outcome(Path("/etc/passwd").read_bytes),
        "writing": _outcome(lambda: Path(__file__).with_name("written.txt").write_text("x")),
        "native": _outcome(lambda: sys.modules["ctypes"].CDLL("libc.so.6")),
        "memory": _outcome(lambda: bytearray(600 * 1024 * 1024)),
    }
    yield json.dumps(found).encode() + b"\n"


def hoard(_stream: IO[bytes]) -> Iterator[bytes]:
    held = [bytearray(50 * 1024 * 1024) for _ in range(100)]
    yield b"%d" % len(held)


def flood(_stream: IO[bytes]) -> Iterator[bytes]:
    while True:
        yield b"x" * 10_000


def crash(_stream: IO[bytes]) -> Iterator[bytes]:
    signal.raise_signal(signal.SIGSEGV)
    yield b"{}"


def babble(_stream: IO[bytes]) -> Iterator[bytes]:
    yield b"[1, 2"


def fail(_stream: IO[bytes]) -> Iterator[bytes]:
    yield b'{"found": 1}'
    raise KeyError("nobody thought of it")


def say_nothing(_stream: IO[bytes]) -> Iterator[bytes]:
    yield b""


def turn(_stream: IO[bytes]) -> Iterator[bytes]:
    while True:
        pass
    yield b""


def sleep(_stream: IO[bytes]) -> Iterator[bytes]:
    time.sleep(60)
    yield b"{}"
