"""Saving while somebody writes: drafts as they are, of other listings a copy for their writer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict
from matchmaker.policies.permissions import Permission
from matchmaker.services import listing_drafts, listings
from matchmaker.web import listing_form
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.listing_form import Editing
from matchmaker.web.parts import now
from models import Listing

pages = Blueprint("listing_autosave", __name__)
Page = str | tuple[str, int]


@pages.post("/offers/autosave", defaults={"kind": "offer"})
@pages.post("/needs/autosave", defaults={"kind": "need"})
@pages.post("/capabilities/autosave", defaults={"kind": "capability"})
@access(Permission.LISTING_CREATE)
def new(kind: str) -> Page:
    editing = listing_form.begun(kind)
    if editing.listing is not None:
        return _kept(editing, editing.listing)
    values, left_out = listing_form.storable(editing)
    values["draft_key"] = editing.form.draft_key.data or None
    listing = listings.create(db(), actor(), kind, editing.owner, values, now=now())
    return _answer("saved", listing, left_out)


@pages.post("/listings/<reference>/autosave")
@access(Permission.LISTING_EDIT)
def change(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
    return _kept(listing_form.changing(listing), listing)


@pages.post("/listings/<reference>/unsaved/discard")
@access(Permission.LISTING_EDIT)
def discard(reference: str) -> Response:
    listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
    listing_drafts.discard(db(), actor(), listing)
    flash(_("What was not saved is thrown away. You see the listing as it is saved."), "success")
    return redirect(url_for("listing_editor.edit", reference=reference), 303)


def _kept(editing: Editing, listing: Listing) -> Page:
    version = listing_form.version_of(editing.form)
    if listing.state != listing_drafts.DRAFT:
        typed = editing.form.typed()
        listing_drafts.keep_unsaved(db(), actor(), listing, typed, version=version, now=now())
        return _answer("kept", listing, [])
    values, left_out = listing_form.storable(editing)
    try:
        listings.update(
            db(), actor(), listing, values, version=version, now=now(), while_writing=True
        )
    except Conflict:
        return _answer("conflict", listing, []), 409
    return _answer("saved", listing, left_out)


def _answer(status: str, listing: Listing, left_out: list[str]) -> str:
    return render_template(
        "listings/_autosaved.html", status=status, listing=listing, left_out=left_out
    )
