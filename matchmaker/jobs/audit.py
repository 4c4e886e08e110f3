"""The audit log's daily round: walk the whole chain, and put its head where no one here can reach.

The head of a day goes into a file and, by mail, to every auditor, once a day however often the
round runs: the checkpoint of the day is unique, and the mails leave in its transaction.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import audit, audit_heads, job_queue, notices
from matchmaker.services.audit_chain import Verification
from models import AuditCheckpoint

_DAY: Final = dt.timedelta(days=1)
_HOUR: Final = 2


def _walk(session: Session, context: Context, _works: Sequence[Work]) -> Verification | None:
    """Slow for a long log, and so done over a session that only reads."""
    if audit_heads.of_day(session, context.clock().date()) is not None:
        return None
    return audit.verify(session)


def _keep(
    session: Session, context: Context, _works: Sequence[Work], found: Verification | None
) -> None:
    now = context.clock()
    checkpoint = audit_heads.of_day(session, now.date())
    if checkpoint is None and found is not None:
        checkpoint = audit_heads.keep(session, found, now=now)
        template = "audit_head" if found.holds else "audit_broken"
        notices.to_auditors(session, template, {"checkpoint_id": checkpoint.id}, now=now)
    if checkpoint is not None:
        _write(session, context, checkpoint)
    job_queue.enqueue(
        session,
        "audit_round",
        key="audit_round",
        payload={},
        now=now,
        run_at=(now + _DAY).replace(hour=_HOUR, minute=0, second=0, microsecond=0),
    )


def _write(session: Session, context: Context, checkpoint: AuditCheckpoint) -> None:
    """Before the commit, so that no day is without its file; a broken chain has no head."""
    if checkpoint.broken_id is None:
        folder = context.data_dir / audit_heads.FOLDER
        audit_heads.write(folder, checkpoint, audit_heads.before(session, checkpoint))


ROUND: Final = Handler(_keep, _walk)
