"""Versions of the sanctions list: a new one is loaded as a whole and is in use at once."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.importers.sanctions import ListedName, ListFile
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.ranking.name_forms import fold
from matchmaker.services import audit, job_queue
from models import SanctionsEntry, SanctionsList

LABEL_MAX: Final = 40
SOURCE_MAX: Final = 500
_BATCH: Final = 1_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a file. ``is_new`` is false where it is the list in use already."""

    label: str
    entries: int
    sha256: str
    is_new: bool


def load(
    session: Session,
    actor: Actor,
    file: ListFile,
    *,
    label: str,
    source: str = "",
    now: dt.datetime,
) -> Loaded:
    """Put the file's list in use and queue the comparison of everybody with it.

    The file of the list in use changes nothing, whatever its label. ``Conflict`` when the label
    is taken: a decision must say for good which list it was made on.
    """
    if actor.kind != "operator":
        raise NotPermitted("Lists are loaded at the command line.")
    _check(label, source)
    current = in_use(session)
    if current is not None and current.sha256 == file.sha256:
        return Loaded(current.label, current.entries_count, file.sha256, is_new=False)
    if session.scalar(select(SanctionsList.id).where(SanctionsList.label == label)) is not None:
        raise Conflict(
            phrase(
                'There is a list "%(label)s" already; old lists stay under their labels.',
                label=label,
            )
        )
    _write(session, file, label, source, now)
    details = {"entries": len(file.entries), "sha256": file.sha256, "source": source}
    audit.record(
        session, actor, "sanctions.loaded", "sanctions_list", label, now=now, details=details
    )
    queue_check(session, now=now)
    return Loaded(label, len(file.entries), file.sha256, is_new=True)


def in_use(session: Session) -> SanctionsList | None:
    """The list that holds now; ``None`` before the first."""
    return session.scalars(select(SanctionsList).where(SanctionsList.in_use)).one_or_none()


def versions(session: Session) -> list[SanctionsList]:
    """All lists, the newest first."""
    return list(session.scalars(select(SanctionsList).order_by(SanctionsList.id.desc())))


def queue_check(session: Session, *, now: dt.datetime) -> None:
    """Compare whoever is due, after the caller's commit; asked often, it is done once."""
    job_queue.enqueue(session, "check_sanctions", key="check_sanctions", payload={}, now=now)


def fingerprint(entry: ListedName) -> str:
    """What makes an entry the same one in another version of the list, as SHA-256.

    The legal form is part of it: a decision on *Ruda LLC* says nothing about *Ruda JSC*.
    """
    parts = [fold(entry.name), entry.type, entry.country, fold(entry.programme)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _check(label: str, source: str) -> None:
    problems = {}
    if not 0 < len(label.strip()) <= LABEL_MAX or label != label.strip():
        problems["label"] = f"must have 1 to {LABEL_MAX} characters, no space at either end"
    if len(source) > SOURCE_MAX:
        problems["source"] = f"must have at most {SOURCE_MAX} characters, not {len(source)}"
    if problems:
        raise InvalidFields(problems)


def _write(
    session: Session, file: ListFile, label: str, source: str, now: dt.datetime
) -> SanctionsList:
    session.execute(update(SanctionsList).where(SanctionsList.in_use).values(in_use=False))
    row = SanctionsList(
        label=label,
        source=source,
        sha256=file.sha256,
        loaded_at=now,
        loaded_by="command line",
        entries_count=len(file.entries),
        in_use=True,
    )
    session.add(row)
    session.flush()
    for batch in _batches(_values(row.id, entry) for entry in file.entries):
        session.execute(insert(SanctionsEntry), batch)
    return row


def _values(list_id: int, entry: ListedName) -> dict[str, Any]:
    return {
        "list_id": list_id,
        "name": entry.name,
        "aliases": list(entry.aliases),
        "type": entry.type,
        "country": entry.country,
        "programme": entry.programme,
        "remark": entry.remark,
        "fingerprint": fingerprint(entry),
    }


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    stream = iter(rows)
    while batch := list(islice(stream, _BATCH)):
        yield batch
