"""Files of a listing: PDF, DOCX, PNG and JPEG, known by their content and not by their name.

The bytes lie under ``<folder>/<sha256>``; a file that two listings share is stored once. A file is
written before its row is committed and removed under the same write lock as its row, so that a
crash leaves a file without a row at worst, or a row whose file its owner wanted gone.
"""

import datetime as dt
import hashlib
import io
import os
import tempfile
import zipfile
from pathlib import Path, PureWindowsPath
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require, visible
from matchmaker.services import audit, listing_versions
from matchmaker.services.listing_text import clean_line
from models import Attachment, Listing

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_FILES: Final = 5
FILE_NAME_MAX: Final = 200
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Media type → the endings that its files may have, the usual one first.
ENDINGS: Final = {
    "application/pdf": (".pdf",),
    _DOCX: (".docx",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
_SIGNATURES: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


def add(
    session: Session,
    actor: Actor,
    listing: Listing,
    *,
    file_name: str,
    content: bytes,
    folder: Path,
    now: dt.datetime,
) -> Attachment:
    """Store a file with the listing; ``InvalidFields`` on ``file`` when it cannot be taken."""
    require(actor, Permission.LISTING_EDIT, listing)
    media_type = _checked(listing, content)
    digest = hashlib.sha256(content).hexdigest()
    if any(held.sha256 == digest for held in listing.attachments):
        raise InvalidFields({"file": "This file is attached already."})
    _write(folder, digest, content)
    attachment = Attachment(
        listing=listing,
        file_name=_safe_name(file_name, media_type),
        media_type=media_type,
        size=len(content),
        sha256=digest,
        created_at=now,
    )
    session.add(attachment)
    session.flush()
    _record(session, actor, "listing.file_added", attachment, now=now)
    listing_versions.record(session, actor, listing, "file_added", now=now)
    return attachment


def find(session: Session, actor: Actor, reference: str, permission: Permission) -> Attachment:
    """The file with this reference, if the actor has ``permission`` on its listing.

    Absent and not permitted look the same: ``NotFound``.
    """
    query = select(Attachment).join(Listing).where(Attachment.reference == reference)
    attachment = session.scalars(visible(query, actor, permission)).one_or_none()
    if attachment is None:
        raise NotFound("There is no such file, or it is not for you to see.")
    return attachment


def path_of(attachment: Attachment, folder: Path) -> Path:
    """Where the bytes lie; ``NotFound`` when the file is gone."""
    path = folder / attachment.sha256
    if not path.is_file():
        raise NotFound("This file is no longer there.")
    return path


def remove(
    session: Session, actor: Actor, attachment: Attachment, *, folder: Path, now: dt.datetime
) -> None:
    """Take a file from its listing, and its bytes from the disk unless another listing has them."""
    require(actor, Permission.LISTING_EDIT, attachment.listing)
    _record(session, actor, "listing.file_removed", attachment, now=now)
    listing = attachment.listing
    listing.attachments.remove(attachment)
    listing_versions.record(session, actor, listing, "file_removed", now=now)
    shared = select(Attachment.id).where(Attachment.sha256 == attachment.sha256).limit(1)
    if session.scalar(shared) is None:
        (folder / attachment.sha256).unlink(missing_ok=True)


def media_type_of(content: bytes) -> str | None:
    """The media type that the bytes show, or ``None`` for one that is not taken."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    return _DOCX if _is_docx(content) else None


def _is_docx(content: bytes) -> bool:
    """A Word document without macros. Only the list of names is read; nothing is unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names and not any(
        name.endswith("vbaProject.bin") for name in names
    )


def _checked(listing: Listing, content: bytes) -> str:
    if not content:
        raise InvalidFields({"file": "Please choose a file."})
    if len(content) > MAX_BYTES:
        raise InvalidFields({"file": "A file may have at most 10 MB."})
    if len(listing.attachments) >= MAX_FILES:
        raise InvalidFields({"file": f"A listing has at most {MAX_FILES} files."})
    media_type = media_type_of(content)
    if media_type is None:
        raise InvalidFields(
            {"file": "Only PDF, Word (.docx without macros), PNG and JPEG files can be taken."}
        )
    return media_type


def _safe_name(file_name: str, media_type: str) -> str:
    """The name without folders and control characters, ended as its content asks for."""
    name = clean_line(PureWindowsPath(file_name).name)  # takes both kinds of slash
    stem, dot, ending = name.rpartition(".")
    endings = ENDINGS[media_type]
    if f".{ending.lower()}" not in endings:
        stem, dot, ending = name, "", endings[0]
    stem = stem.strip(". ") or "file"
    suffix = dot + ending
    return stem[: FILE_NAME_MAX - len(suffix)] + suffix


def _write(folder: Path, digest: str, content: bytes) -> None:
    """All of the file or nothing of it, safe on the disk before its row is."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(folder / digest)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _record(
    session: Session, actor: Actor, action: str, attachment: Attachment, *, now: dt.datetime
) -> None:
    """The log outlives the file: it keeps the reference, not the name."""
    audit.record(
        session,
        actor,
        action,
        "listing",
        attachment.listing.reference,
        now=now,
        details={"file": attachment.reference, "sha256": attachment.sha256},
    )
