"""The text of attached documents: read by the worker, and matched as far as others may see it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import NotFound
from matchmaker.importers import attached
from matchmaker.importers.attached import Extract
from matchmaker.services import job_queue, listings, stored_files
from matchmaker.services.listing_text import clean_text
from models import Attachment, AttachmentText
from models.vocabulary import ATTACHMENT_PROBLEMS

JOB: Final = "extract_attachment"
MAX_CHARACTERS: Final = 200_000
#: Attachment → its text, or the code of why there is none.
Found = Mapping[int, Extract | str]


def queue(session: Session, attachment: Attachment, *, now: dt.datetime) -> None:
    """Have the text of a document read after the caller's commit."""
    attachment.text = AttachmentText(state="waiting")
    session.flush()
    job_queue.enqueue(
        session,
        JOB,
        key=f"{JOB}:{attachment.id}",
        payload={"attachment_id": attachment.id},
        now=now,
    )


def queue_unread(session: Session, *, now: dt.datetime) -> int:
    """Have all documents read that were attached before texts were; returns how many."""
    query = select(Attachment).where(~Attachment.text.has()).order_by(Attachment.id)
    found = [row for row in session.scalars(query) if attached.is_document(row.media_type)]
    for attachment in found:
        queue(session, attachment, now=now)
    return len(found)


def read(session: Session, attachment_ids: Sequence[int], folder: Path) -> Found:
    """Read the files in the guarded child: slow, and over a session that only reads."""
    query = select(Attachment).where(Attachment.id.in_(attachment_ids))
    return {row.id: _read(row, folder) for row in session.scalars(query)}


def write(session: Session, found: Found, *, now: dt.datetime) -> None:
    """Store what was read, and have the listing indexed again where others see its files.

    A file that was removed meanwhile is left alone.
    """
    for attachment in session.scalars(select(Attachment).where(Attachment.id.in_(found))):
        attachment.text = attachment.text or AttachmentText()
        _fill(attachment.text, found[attachment.id], now)
        session.flush()
        listing = attachment.listing
        is_open = listing.state == "published" and listing.disclosure == "open"
        if is_open and attachment.text.state == "read":
            listings.text_changed(session, listing, narrower=False, now=now)


def _read(attachment: Attachment, folder: Path) -> Extract | str:
    try:
        path = stored_files.path_of(attachment, folder)
        return attached.read_text(path, attachment.media_type)
    except NotFound:
        return "gone"
    except attached.Refused as refusal:
        return refusal.code if refusal.code in ATTACHMENT_PROBLEMS else "broken"


def _fill(row: AttachmentText, result: Extract | str, now: dt.datetime) -> None:
    row.read_at = now
    if isinstance(result, Extract):
        row.state, row.problem, row.pages = "read", "", result.pages
        row.text = clean_text(result.text)[:MAX_CHARACTERS]
    else:
        row.state, row.problem, row.pages, row.text = "unreadable", result, None, ""
