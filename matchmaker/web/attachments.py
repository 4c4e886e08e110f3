"""Files of a listing: up, down and away."""

from pathlib import Path

from flask import Blueprint, flash, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import attachments
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.listings import Page, listing_page
from matchmaker.web.parts import now, parts
from models import Listing

pages = Blueprint("attachments", __name__)


@pages.post("/listings/<reference>/attachments")
@access(Permission.LISTING_EDIT)
def add(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
    file = request.files.get("file")
    content = file.stream.read(attachments.MAX_BYTES + 1) if file else b""
    name = (file.filename if file else "") or ""
    try:
        attachments.add(
            db(), actor(), listing, file_name=name, content=content, folder=_folder(), now=now()
        )
    except InvalidFields as error:
        return listing_page(listing, file_problem=error.problems["file"]), 422
    flash("The file is attached.", "success")
    return _files_of(reference)


@pages.get("/attachments/<reference>")
@access(Permission.LISTING_READ_FULL)
def download(reference: str) -> Response:
    found = attachments.find(db(), actor(), reference, Permission.LISTING_READ_FULL)
    return send_file(
        attachments.path_of(found, _folder()),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.file_name,
    )


@pages.post("/attachments/<reference>/remove")
@access(Permission.LISTING_EDIT)
def remove(reference: str) -> Page:
    found = attachments.find(db(), actor(), reference, Permission.LISTING_EDIT)
    listing = found.listing.reference
    attachments.remove(db(), actor(), found, folder=_folder(), now=now())
    flash("The file is removed.", "success")
    return _files_of(listing)


def _files_of(listing: str) -> Response:
    return redirect(url_for("listings.show", reference=listing, _anchor="files"), 303)


def _folder() -> Path:
    return parts().config.data_dir.absolute() / "attachments"
