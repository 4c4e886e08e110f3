"""Attached files: their text, the bytes of those that were removed, the nightly round."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import attachment_texts, job_queue, stored_files
from matchmaker.services.attachment_texts import Found

_DAY: Final = dt.timedelta(days=1)
_HOUR: Final = 4


def _read(session: Session, context: Context, works: Sequence[Work]) -> Found:
    ids = [work.payload["attachment_id"] for work in works]
    return attachment_texts.read(session, ids, _folder(context))


def _write(session: Session, context: Context, _works: Sequence[Work], found: Found) -> None:
    attachment_texts.write(session, found, now=context.clock())


def _drop(session: Session, context: Context, works: Sequence[Work], _prepared: object) -> None:
    """Under the write lock, like the round."""
    for work in works:
        stored_files.drop(session, _folder(context), work.payload["sha256"])


def _round(session: Session, context: Context, _works: Sequence[Work], _prepared: object) -> None:
    """Under the write lock, so that no row can come for a file while it is removed."""
    now = context.clock()
    stored_files.sweep(session, _folder(context), now=now)
    attachment_texts.queue_unread(session, now=now)
    job_queue.enqueue(
        session,
        "attachment_round",
        key="attachment_round",
        payload={},
        now=now,
        run_at=(now + _DAY).replace(hour=_HOUR, minute=0, second=0, microsecond=0),
    )


def _folder(context: Context) -> Path:
    return context.data_dir / stored_files.FOLDER


EXTRACT: Final = Handler(_write, _read)
DROP: Final = Handler(_drop, batch=20)
ROUND: Final = Handler(_round)
