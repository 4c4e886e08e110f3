"""What a job may use: built once for the worker, handed to every handler."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from matchmaker.services.matching import MatchingEngine


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail. ``media_type`` is a pair, as ``("application", "pdf")``."""

    file_name: str
    media_type: tuple[str, str]
    content: bytes


class Mailer(Protocol):
    """Sends one message once: the same ``message_id`` again is the same message."""

    def send(
        self,
        message_id: str,
        to: str,
        subject: str,
        body: str,
        enclosures: Sequence[Enclosure] = (),
        unsubscribe: str = "",
    ) -> None: ...


@dataclass(slots=True)
class Context:
    """``clock`` is the only source of time; ``render`` fills a template of ``templates/mail``
    in the ``language`` that it is given.

    ``encoder`` is ``None`` when no model could be loaded: words alone are matched then.
    ``link_key`` signs the links of mails that are answered without signing in.
    ``data_dir`` is where files lie that outlive a job.
    """

    clock: Callable[[], dt.datetime]
    mailer: Mailer
    render: Callable[..., str]
    base_url: str
    engine: MatchingEngine
    encoder: Encoder | None
    link_key: str = ""
    data_dir: Path = Path()


@dataclass(frozen=True, slots=True)
class Work:
    """One job as its handler sees it; ``payload`` holds ids only."""

    id: int
    payload: dict[str, Any]


def nothing_to_prepare(_session: Session, _context: Context, _works: Sequence[Work]) -> None:
    """The first half of a handler that has no slow part."""


@dataclass(frozen=True, slots=True)
class Handler:
    """Does up to ``batch`` jobs of one kind; doing them twice does no harm.

    ``prepare`` does what is slow over a session that only reads, so that nobody waits for the
    write lock meanwhile; what it returns goes to ``run``, which writes in one short transaction.
    """

    run: Callable[[Session, Context, Sequence[Work], Any], None]
    prepare: Callable[[Session, Context, Sequence[Work]], Any] = nothing_to_prepare
    batch: int = 1
