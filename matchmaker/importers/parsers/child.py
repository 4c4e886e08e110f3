"""The child's side of ``importers.guarded``: one parser, confined, over untrusted bytes.

Started as ``python -I child.py module:function output-bytes seconds``. The file comes on standard
input, the answer goes to standard output: a line of JSON, then whatever the parser adds. The parser
is imported first; then this process gives up what it does not need, and only then reads the file.
"""

import ctypes
import errno
import importlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Final

ADDRESS_SPACE: Final = 512 * 1024 * 1024
_REFUSED: Final = "matchmaker.importers.parsers.refused"
#: How this process ends when it has to; the parent makes sentences of them.
OUT_OF_MEMORY: Final = 70
FLOOD: Final = 71
_OPEN_FILES: Final = 16  # modules that a parser loads late
_NEW_USER: Final = 0x10000000  # CLONE_NEWUSER of unshare(2)
_NEW_NETWORK: Final = 0x40000000  # CLONE_NEWNET
_NO_NEW_PRIVILEGES: Final = 38  # PR_SET_NO_NEW_PRIVS of prctl(2)
#: Never loaded here: they are large, and the parsers do without.
_UNWANTED: Final = ("numpy", "lxml", "pandas")
#: Audit events (sys.addaudithook) of what no parser has business with.
_FORBIDDEN: Final = (
    "ctypes.",
    "ftplib.",
    "http.",
    "os.",
    "pty.",
    "shutil.",
    "smtplib.",
    "socket.",
    "sqlite3.",
    "subprocess.",
    "tempfile.",
    "urllib.",
)
_IMPORTING: Final = frozenset({"os.listdir", "os.scandir"})


def main(target: str, output_bytes: int, seconds: int) -> None:
    root = Path(__file__).resolve().parents[3]
    sys.path.append(str(root))
    sys.modules.update(dict.fromkeys(_UNWANTED))  # type: ignore[arg-type]  # as if not installed
    module, _, function = target.partition(":")
    parse = getattr(importlib.import_module(module), function)
    refused = importlib.import_module(_REFUSED).Refused
    _leave_the_network()
    _limit(output_bytes, seconds)
    _watch()
    out = sys.stdout.buffer
    try:
        for part in parse(sys.stdin.buffer):
            out.write(part)
        out.flush()
    except refused as refusal:
        answer = {"refused": refusal.code, "reason": str(refusal)}
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()


def _leave_the_network() -> None:
    """A name space without devices where the system allows it; sockets are refused anyway."""
    try:
        library = ctypes.CDLL(None)
        library.unshare(_NEW_USER | _NEW_NETWORK)
        library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    except (OSError, AttributeError):  # not Linux
        return


def _limit(output_bytes: int, seconds: int) -> None:
    """Each as low as asked for, or as low as whoever started us was held already."""
    for what, most in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        held = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (held, held))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error of the write instead


def _watch() -> None:
    """Refuse sockets, processes and files other than modules; a hook cannot be taken off again."""
    libraries = tuple(os.path.realpath(path) + os.sep for path in sys.path if path)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, mode = arguments[0], arguments[1]
            writes = isinstance(mode, str) and not set(mode).isdisjoint("wax+")
            if writes or not _is_library(path, libraries):
                raise PermissionError(f"{event} is not for a parser")
        elif event.startswith(_FORBIDDEN) and event not in _IMPORTING:
            raise PermissionError(f"{event} is not for a parser")

    sys.addaudithook(hook)


def _is_library(path: object, libraries: tuple[str, ...]) -> bool:
    return isinstance(path, str) and os.path.realpath(path).startswith(libraries)


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except OSError as error:
        os._exit(FLOOD if error.errno == errno.EFBIG else 1)
