"""Files of a listing: added, captioned, found and removed by those who may."""

import datetime as dt
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require, visible
from matchmaker.services import attachment_texts, audit, listing_versions, listings, stored_files
from matchmaker.services.listing_text import clean_line, too_long
from matchmaker.services.stored_files import CheckedFile
from models import Attachment, Listing
from models.attachment import CAPTION_MAX

MAX_FILES: Final = 5


def add(
    session: Session,
    actor: Actor,
    listing: Listing,
    *,
    file: CheckedFile,
    caption: str = "",
    folder: Path,
    now: dt.datetime,
) -> Attachment:
    """Keep a checked file with the listing; its text is read later.

    ``InvalidFields`` on ``file`` or ``caption`` when it cannot be taken.
    """
    require(actor, Permission.LISTING_EDIT, listing)
    if len(listing.attachments) >= MAX_FILES:
        raise InvalidFields(
            {"file": phrase("A listing has at most %(most)s files.", most=MAX_FILES)}
        )
    if any(held.sha256 == file.sha256 for held in listing.attachments):
        raise InvalidFields({"file": "This file is attached already."})
    says = _caption(caption, is_picture=file.is_picture)
    stored_files.keep(folder, file)
    attachment = Attachment(listing=listing, caption=says, created_at=now, **file.columns())
    session.add(attachment)
    session.flush()
    _count_up(listing)
    _record(session, actor, "listing.file_added", attachment, now=now)
    if not file.is_picture:
        attachment_texts.queue(session, attachment, now=now)
    if says and _is_read_by_others(listing):
        listings.text_changed(session, listing, narrower=False, now=now)
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


def describe(
    session: Session, actor: Actor, attachment: Attachment, caption: str, *, now: dt.datetime
) -> None:
    """Say anew what the file shows; the words before are forgotten at once."""
    listing = attachment.listing
    require(actor, Permission.LISTING_EDIT, listing)
    says = _caption(caption, is_picture=attachment.media_type.startswith("image/"))
    if says == attachment.caption:
        return
    attachment.caption = says
    _record(session, actor, "listing.file_described", attachment, now=now)
    _words_gone(session, listing, now=now)


def remove(session: Session, actor: Actor, attachment: Attachment, *, now: dt.datetime) -> None:
    """Take a file from its listing, its words from the index, and then its bytes from the disk.

    The bytes stay while another listing has the same.
    """
    listing = attachment.listing
    require(actor, Permission.LISTING_EDIT, listing)
    _record(session, actor, "listing.file_removed", attachment, now=now)
    listing.attachments.remove(attachment)
    session.flush()
    stored_files.release(session, attachment.sha256, now=now)
    _words_gone(session, listing, now=now)
    listing_versions.record(session, actor, listing, "file_removed", now=now)


def _words_gone(session: Session, listing: Listing, *, now: dt.datetime) -> None:
    """As after an edit: an index that was planned from the old text is not written any more."""
    listing.updated_at = now
    _count_up(listing)
    session.flush()
    if _is_read_by_others(listing):
        listings.text_changed(session, listing, narrower=True, now=now)


def _count_up(listing: Listing) -> None:
    """An officer who reads a listing that was handed in has to notice: files are no column of it.

    Not that of a draft: whoever has its form open has read no file there.
    """
    if listing.state == "submitted":
        flag_modified(listing, "title")


def _is_read_by_others(listing: Listing) -> bool:
    return listing.state == "published" and listing.disclosure == "open"


def _caption(caption: str, *, is_picture: bool) -> str:
    says = clean_line(caption)
    if len(says) > CAPTION_MAX:
        raise InvalidFields({"caption": too_long(says, CAPTION_MAX)})
    if is_picture and not says:
        raise InvalidFields({"caption": "Please say what the picture shows."})
    return says


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
