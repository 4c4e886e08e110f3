"""Files of a listing: up, down, described and away."""

from pathlib import Path

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import attachments, stored_files
from matchmaker.services.stored_files import CheckedFile
from matchmaker.web.actor import actor
from matchmaker.web.db import begin_writing, db, reads
from matchmaker.web.forms.files import FileForm
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.listings import Page, listing_page
from matchmaker.web.parts import now, parts
from models import Attachment, Listing
from models.attachment import StoredFile

pages = Blueprint("attachments", __name__)
#: For a file that is opened by itself after all: no script, no form, no origin of ours.
_SANDBOX = "default-src 'none'; sandbox"


@pages.post("/listings/<reference>/attachments")
@access(Permission.LISTING_EDIT)
@reads  # until the file is checked, which may take seconds
def add(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
    caption = request.form.get("caption", "")
    try:
        file = uploaded("file")
        begin_writing()
        listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
        attachments.add(
            db(), actor(), listing, file=file, caption=caption, folder=folder(), now=now()
        )
    except InvalidFields as error:
        return listing_page(listing, FileForm(caption, error.problems)), 422
    flash(_("The file is attached."), "success")
    return _files_of(reference)


@pages.get("/attachments/<reference>")
@access(Permission.LISTING_READ_FULL)
def download(reference: str) -> Response:
    return sent(attachments.find(db(), actor(), reference, Permission.LISTING_READ_FULL))


@pages.post("/attachments/<reference>/caption")
@access(Permission.LISTING_EDIT)
def describe(reference: str) -> Page:
    found = _editable(reference)
    caption = request.form.get("caption", "")
    try:
        attachments.describe(db(), actor(), found, caption, now=now())
    except InvalidFields as error:
        form = FileForm(caption, error.problems, found.reference)
        return listing_page(found.listing, form), 422
    flash(_("What the file shows is saved."), "success")
    return _files_of(found.listing.reference)


@pages.post("/attachments/<reference>/remove")
@access(Permission.LISTING_EDIT)
def remove(reference: str) -> Page:
    found = _editable(reference)
    listing = found.listing.reference
    attachments.remove(db(), actor(), found, now=now())
    flash(_("The file is removed."), "success")
    return _files_of(listing)


def uploaded(field: str) -> CheckedFile:
    """The file of this form field, checked; ``InvalidFields`` on ``file`` otherwise.

    Slow: before ``begin_writing``.
    """
    file = request.files.get(field)
    content = file.stream.read(stored_files.MAX_BYTES + 1) if file else b""
    return stored_files.check((file.filename if file else "") or "", content)


def sent(row: StoredFile) -> Response:
    """The bytes of a stored file, to be kept and not to be run."""
    answer = send_file(
        stored_files.path_of(row, folder()),
        mimetype=row.media_type,
        as_attachment=True,
        download_name=row.file_name,
    )
    answer.headers["Content-Security-Policy"] = _SANDBOX
    return answer


def folder() -> Path:
    return parts().config.data_dir.absolute() / stored_files.FOLDER


def _editable(reference: str) -> Attachment:
    return attachments.find(db(), actor(), reference, Permission.LISTING_EDIT)


def _files_of(listing: str) -> Response:
    return redirect(url_for("listings.show", reference=listing, _anchor="files"), 303)
