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
_PATIENCE_SECONDS: Final = 0.3
_PAUSE_SECONDS: Final = 5.0  # after a question that was not answered
_HELD: Final = 128  # answers
log = logging.getLogger(__name__)


class MeaningClient:
    """Keeps answers as long as nothing has changed; waits for none longer than a moment."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SOCKET
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
            self._quiet_until = time.monotonic() + _PAUSE_SECONDS
            return None
        with self._lock:
            self._held[key] = found
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
        return found

    def _ask(self, words: str, among: Bits) -> Ids:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_PATIENCE_SECONDS)
            connection.connect(str(self._path))
            send(connection, {"words": words, "among": packed(among)})
            return np.array(receive(connection)["ids"], dtype=np.int64)


def meaning() -> MeaningClient:
    """That of this application; made with the first question."""
    made = current_app.extensions.get(_KEY)
    if made is None:
        made = current_app.extensions[_KEY] = MeaningClient(parts().config.data_dir)
    return cast(MeaningClient, made)
