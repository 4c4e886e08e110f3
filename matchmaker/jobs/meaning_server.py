"""Answers "which of these are close in meaning?" on a Unix socket, beside the worker's jobs.

The web server loads no model. It sends words and the set of listings that its reader may see; only
of these anything comes back.
"""

import logging
import os
import socket
import threading
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import OperationalError

from embeddings.encoder import Encoder
from matchmaker.services.meaning_index import MeaningIndex
from matchmaker.services.meaning_wire import SOCKET, receive, send, unpacked
from models.session import Sessions

WORDS_MAX: Final = 200
_IDLE_SECONDS: Final = 0.5  # between two looks for what was indexed meanwhile
_WAITING: Final = 64  # questions; a further one is refused at once
_PATIENCE_SECONDS: Final = 1.0  # with a client that does not go on
log = logging.getLogger(__name__)


class MeaningServer:
    """One thread, one question at a time; for the owner of the process alone (mode 0600)."""

    def __init__(self, folder: Path, sessions: Sessions, encoder: Encoder) -> None:
        self._path = folder / SOCKET
        self._sessions = sessions
        self._index = MeaningIndex(encoder)

    def run(self, stop: threading.Event) -> None:
        """Serve until ``stop`` is set. Without a socket the pages search by words alone."""
        try:
            listener = self._listen()
        except OSError as error:
            log.warning("no search by meaning: %s: %s", self._path, error.strerror or error)
            return
        with listener:
            while not stop.is_set():
                self._load()
                self._serve_one(listener)
        self._path.unlink(missing_ok=True)

    def _listen(self) -> socket.socket:
        """Bound under another name and renamed, so that it is never there with a wider mode."""
        partial = self._path.with_suffix(".new")
        partial.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(partial))
        os.chmod(partial, 0o600)
        listener.listen(_WAITING)
        listener.settimeout(_IDLE_SECONDS)
        partial.replace(self._path)
        return listener

    def _load(self) -> None:
        try:
            with self._sessions.reading() as session:
                self._index.load_waiting(session)
        except OperationalError as error:
            log.error("database: %s", error.orig)

    def _serve_one(self, listener: socket.socket) -> None:
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            return
        with connection:
            connection.settimeout(_PATIENCE_SECONDS)
            try:
                send(connection, self._answer(receive(connection)))
            except (ConnectionError, TimeoutError) as error:
                log.info("who asked did not wait: %s", error)
            except (OSError, ValueError, KeyError, TypeError, OperationalError) as error:
                log.warning("a question was not answered: %s", error)

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        words = str(question["words"])[:WORDS_MAX]
        allowed = unpacked(str(question["among"]))
        with self._sessions.reading() as session:
            self._index.catch_up(session)
        return {"ids": self._index.nearest(words, allowed).tolist()}
