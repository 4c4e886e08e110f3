"""Asking the worker what is close in meaning; when it is away, pages search by words alone."""

import logging
import socket
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Final, cast

import numpy as np
from flask import current_app

from matchmaker.services.bitsets import Bits, Ids
from matchmaker.services.browse_text import Nearest
from matchmaker.services.meaning_wire import SOCKET, packed, receive, send
from matchmaker.web.parts import parts

_KEY: Final = "matchmaker.meaning"
_PATIENCE_SECONDS: Final = 2.0  # a worker that indexes at the same time takes most of a second
_LATE_IN_A_ROW: Final = 3  # so many late answers, and the worker hangs rather than works
_PAUSE_SECONDS: Final = 5.0  # in which nobody waits for a worker that hangs
_HELD: Final = 128  # answers
log = logging.getLogger(__name__)


class MeaningClient:
    """Keeps answers as long as nothing has changed; waits for none longer than ``patience``.

    One late answer is no reason to stop asking: the same search would find now more, now less.
    Without a socket nobody waits, so that the next question is asked as well.
    """

    def __init__(self, folder: Path, patience: float = _PATIENCE_SECONDS) -> None:
        self._path = folder / SOCKET
        self._patience = patience
        self._late = 0  # answers in a row
        self._held: OrderedDict[tuple[str, int, int], Nearest] = OrderedDict()
        self._lock = threading.Lock()
        self._quiet_until = 0.0

    def __call__(self, words: str, among: Bits, version: int) -> Nearest | None:
        key = words, version, hash(among.tobytes())
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        if time.monotonic() < self._quiet_until:
            return None
        try:
            found = Nearest(self._ask(words, among))
        except (OSError, ValueError, KeyError) as error:
            log.info("no search by meaning: %s", error)
            self._missed(error)
            return None
        with self._lock:
            self._late = 0
            self._held[key] = found
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
        return found

    def _missed(self, error: Exception) -> None:
        """Once the worker hangs, one late answer more is enough for the next pause."""
        if isinstance(error, TimeoutError):
            with self._lock:
                self._late += 1
                if self._late >= _LATE_IN_A_ROW:
                    self._quiet_until = time.monotonic() + _PAUSE_SECONDS

    def _ask(self, words: str, among: Bits) -> Ids:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(self._patience)
            connection.connect(str(self._path))
            send(connection, {"words": words, "among": packed(among)})
            return np.array(receive(connection)["ids"], dtype=np.int64)


def meaning() -> MeaningClient:
    """That of this application; made with the first question."""
    made = current_app.extensions.get(_KEY)
    if made is None:
        made = current_app.extensions[_KEY] = MeaningClient(parts().config.data_dir)
    return cast(MeaningClient, made)
