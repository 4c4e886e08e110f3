"""Files beside the database: checked, kept once by their content, and gone when nobody has them.

For every table of ``TABLES``, whoever owns its rows. The bytes lie under ``<folder>/<sha256>``. A
file is written before its row is committed, and removed by a job of the transaction that takes its
row away: whatever is rolled back or killed leaves a file without a row at worst, which the job, or
the nightly sweep, takes away.
"""

import datetime as dt
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.importers import attached
from matchmaker.phrases import phrase
from matchmaker.services import job_queue
from matchmaker.services.listing_text import clean_line
from models import Attachment, MatchFile, MessageFile
from models.attachment import StoredFile

FOLDER: Final = "attachments"  # in DATA_DIR
MAX_BYTES: Final = 20 * 1024 * 1024
FILE_NAME_MAX: Final = 200
#: Every table whose rows hold files.
TABLES: Final[tuple[type[StoredFile], ...]] = (Attachment, MatchFile, MessageFile)
#: Media type → the endings that its files may have, the usual one first.
ENDINGS: Final = {
    "application/pdf": (".pdf",),
    attached.DOCX: (".docx",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
#: What lies this long without a row was left behind; a younger one may wait for its commit.
_LEFT_BEHIND: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept. A picture's ``content`` is written anew, without what it told."""

    file_name: str
    media_type: str
    content: bytes
    sha256: str

    @property
    def is_picture(self) -> bool:
        return not attached.is_document(self.media_type)

    def columns(self) -> dict[str, Any]:
        """The columns of a ``StoredFile``, but for its time."""
        return {
            "file_name": self.file_name,
            "media_type": self.media_type,
            "size": len(self.content),
            "sha256": self.sha256,
        }


def check(file_name: str, content: bytes) -> CheckedFile:
    """Known by its content and harmless, or ``InvalidFields`` on ``file``.

    Takes up to ten seconds in a child process: call it without holding the write lock.
    """
    if not content:
        raise InvalidFields({"file": "Please choose a file."})
    if len(content) > MAX_BYTES:
        raise InvalidFields({"file": "A file may have at most 20 MB."})
    try:
        found = attached.check(content)
    except attached.Refused as refusal:
        raise InvalidFields(
            {"file": phrase("This file %(refusal)s.", refusal=phrase(str(refusal)))}
        ) from refusal
    digest = hashlib.sha256(found.content).hexdigest()
    name = safe_name(file_name, found.media_type)
    return CheckedFile(name, found.media_type, found.content, digest)


def keep(folder: Path, file: CheckedFile) -> None:
    """All of the file or nothing of it, safe on the disk before its row is."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(file.content)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(folder / file.sha256)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def path_of(row: StoredFile, folder: Path) -> Path:
    """Where the bytes lie; ``NotFound`` when the file is gone."""
    path = folder / row.sha256
    if not path.is_file():
        raise NotFound("This file is no longer there.")
    return path


def release(session: Session, sha256: str, *, now: dt.datetime) -> None:
    """Have the bytes removed once this transaction, which takes a row of theirs, is committed."""
    job_queue.enqueue(
        session, "drop_file", key=f"drop_file:{sha256}", payload={"sha256": sha256}, now=now
    )


def drop(session: Session, folder: Path, sha256: str) -> None:
    """Remove the bytes unless a row has them (again); under the write lock, as ``keep`` is."""
    if not _is_held(session, sha256):
        (folder / sha256).unlink(missing_ok=True)


def sweep(session: Session, folder: Path, *, now: dt.datetime) -> int:
    """Remove what was left behind: by a crash, or by rows that went with their owner."""
    removed = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        age = now - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        if age >= _LEFT_BEHIND and not _is_held(session, path.name):
            path.unlink()
            removed += 1
    return removed


def safe_name(file_name: str, media_type: str) -> str:
    """The name without folders and control characters, ended as its content asks for."""
    name = clean_line(PureWindowsPath(file_name).name)  # takes both kinds of slash
    stem, dot, ending = name.rpartition(".")
    endings = ENDINGS[media_type]
    if f".{ending.lower()}" not in endings:
        stem, dot, ending = name, "", endings[0]
    stem = stem.strip(". ") or "file"
    suffix = dot + ending
    return stem[: FILE_NAME_MAX - len(suffix)] + suffix


def _is_held(session: Session, sha256: str) -> bool:
    return any(
        session.scalar(select(table.sha256).where(table.sha256 == sha256).limit(1)) is not None
        for table in TABLES
    )
