"""What a process keeps for browsing one database: the catalogue, visible sets, hits of words."""

import threading
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import catalogue_load, listing_touches
from matchmaker.services.audiences import Audiences
from matchmaker.services.bitsets import Bits, Ids
from matchmaker.services.catalogue import Catalogue
from matchmaker.services.held_words import HeldWords
from models.session import has_written


@dataclass(frozen=True, slots=True)
class View:
    """The catalogue, and which of its published listings one reader may see, as of ``version``."""

    catalogue: Catalogue
    visible: Bits
    version: int


class BrowseState:
    """Brought up to date by whoever asks first after a change."""

    def __init__(self) -> None:
        self._audiences = Audiences()
        self._catalogue: Catalogue | None = None
        self._words = HeldWords()
        self._lock = threading.Lock()

    def warm(self, session: Session) -> None:
        """Read the catalogue now, which takes a second or two of a hundred thousand listings."""
        self._current(session, listing_touches.version(session), keep=True)

    def look(self, session: Session, actor: Actor) -> View:
        """All that ``actor`` may see. What the session's transaction has changed itself is seen,
        but kept for nobody: it may never be committed.
        """
        version, keep = listing_touches.version(session), not has_written(session)
        catalogue = self._current(session, version, keep)
        visible = self._audiences.visible(session, actor, version, keep=keep)
        return View(catalogue, visible, version)

    def hits(self, session: Session, words: str, version: int) -> Ids:
        """All listings that hold the words, whoever may see them, best first."""
        return self._words.hits(session, words, version)

    def _current(self, session: Session, version: int, keep: bool) -> Catalogue:
        with self._lock:
            held = self._catalogue
            if held is not None and held.version >= version:
                return held
            if held is None:
                held = catalogue_load.load(session, version)
            else:
                held = catalogue_load.renewed(session, held, version)
            if keep:
                self._catalogue = held
            return held


_STATES: WeakKeyDictionary[Engine, BrowseState] = WeakKeyDictionary()
_MAKING: Final = threading.Lock()


def state_of(session: Session) -> BrowseState:
    """That of the session's database; it goes with the engine."""
    engine = session.connection().engine
    with _MAKING:
        return _STATES.setdefault(engine, BrowseState())
