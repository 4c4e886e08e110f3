"""Heads of the chain that are kept outside the database, and what a page has to walk itself.

Who can write to the database can write a whole new chain that fits. They cannot change what lies
in a folder that is copied away each night, or in an auditor's mail.
"""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import MatchmakerError
from matchmaker.services import audit
from matchmaker.services.audit_chain import GENESIS, Head, Verification, digest, walk
from models import AuditCheckpoint, AuditEvent

FOLDER: Final = "audit-heads"
#: What a page walks itself at most; more than that waits for the worker.
MOST_AT_ONCE: Final = 5_000
_HASH_LENGTH: Final = 64


class HeadUnreadable(MatchmakerError):
    """A file of the folder of heads is not what was written there."""


@dataclass(frozen=True, slots=True)
class ChainState:
    """What a page may say of the chain: walked as a whole at ``walked_at``, since then by it.

    ``unwalked`` is how many of the newest rows wait for the worker's round.
    """

    found: Verification
    walked_at: dt.datetime | None
    unwalked: int = 0


def keep(session: Session, found: Verification, *, now: dt.datetime) -> AuditCheckpoint:
    """What a walk of the whole chain has found, as the checkpoint of its day."""
    row = AuditCheckpoint(
        day=now.date(), at=now, rows=found.rows, head=found.head, broken_id=found.broken_id
    )
    session.add(row)
    session.flush()
    return row


def of_day(session: Session, day: dt.date) -> AuditCheckpoint | None:
    """The checkpoint of a day, if the chain was walked on it."""
    return session.scalars(select(AuditCheckpoint).where(AuditCheckpoint.day == day)).one_or_none()


def before(session: Session, checkpoint: AuditCheckpoint) -> AuditCheckpoint | None:
    """The last earlier checkpoint at which the chain held."""
    query = select(AuditCheckpoint).where(
        AuditCheckpoint.id < checkpoint.id, AuditCheckpoint.broken_id.is_(None)
    )
    return session.scalars(query.order_by(AuditCheckpoint.id.desc()).limit(1)).first()


def write(folder: Path, checkpoint: AuditCheckpoint, earlier: AuditCheckpoint | None) -> Path:
    """The head of a day as ``<day>.json``, whole or not at all; the same again changes nothing."""
    content: dict[str, Any] = {
        "day": checkpoint.day.isoformat(),
        "rows": checkpoint.rows,
        "head": checkpoint.head,
        "at": checkpoint.at.isoformat(),
        "before": None,
    }
    if earlier is not None:
        content["before"] = {
            "day": earlier.day.isoformat(),
            "rows": earlier.rows,
            "head": earlier.head,
        }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{content['day']}.json"
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    partial.replace(path)
    return path


def read(folder: Path) -> list[Head]:
    """Every head of a folder, those before them included; ``HeadUnreadable`` names a bad file."""
    heads = []
    for path in sorted(folder.glob("*.json")):
        try:
            content = json.loads(path.read_text("utf-8"))
            parts = [content, content["before"]] if content["before"] else [content]
            heads += [_head(part) for part in parts]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HeadUnreadable(f"{path} is not a head of the audit log.") from error
    return heads


def _head(part: dict[str, Any]) -> Head:
    rows, head = part["rows"], part["head"]
    if type(rows) is not int or rows < 0 or len(head) != _HASH_LENGTH:
        raise ValueError("no number of rows, or no hash")
    return Head(dt.date.fromisoformat(part["day"]), rows, head)


def state(session: Session) -> ChainState:
    """The last whole walk, and what came since then walked now: quick however long the log is."""
    query = select(AuditCheckpoint).order_by(AuditCheckpoint.id.desc()).limit(1)
    checkpoint = session.scalars(query).first()
    if checkpoint is None:
        return _since(session, 0, GENESIS, None)
    if checkpoint.broken_id is not None:
        broken = Verification(checkpoint.rows, checkpoint.broken_id, checkpoint.head)
        return ChainState(broken, checkpoint.at)
    rows, head = checkpoint.rows, checkpoint.head
    if rows and not _still_stands(session, rows, head):
        return ChainState(Verification(rows, rows, head), checkpoint.at)
    return _since(session, rows, head, checkpoint.at)


def _still_stands(session: Session, rows: int, head: str) -> bool:
    last = session.get(AuditEvent, rows)
    return last is not None and last.hash == head == digest(last)


def _since(session: Session, rows: int, head: str, walked_at: dt.datetime | None) -> ChainState:
    found = walk(audit.links(session, after=rows, limit=MOST_AT_ONCE), rows=rows, head=head)
    newest = session.scalar(select(AuditEvent.id).order_by(AuditEvent.id.desc()).limit(1)) or 0
    return ChainState(found, walked_at, max(0, newest - found.rows))
