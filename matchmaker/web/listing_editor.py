"""Writing listings: new, edit, have the text looked at, hand in, withdraw, renew."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import listing_changes, listing_drafts, listings, writing_help
from matchmaker.services.listing_fields import missing_fields
from matchmaker.services.listing_views import view
from matchmaker.services.writing_texts import draft_of
from matchmaker.web import listing_conflict, listing_form
from matchmaker.web.actor import actor
from matchmaker.web.db import db, reads
from matchmaker.web.forms.listing_texts import labels_of
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.listing_form import Editing
from matchmaker.web.parts import now
from matchmaker.web.template_tools import translated
from matchmaker.workflow.listings import TABLE
from matchmaker.workflow.transitions import possible
from models import Listing

pages = Blueprint("listing_editor", __name__)
Page = str | tuple[str, int] | Response
#: What has been handed in may not lose what it had to have for that.
_READ_BY_OTHERS: Final = ("submitted", "published")


@pages.route("/offers/new", defaults={"kind": "offer"}, methods=["GET", "POST"])
@pages.route("/needs/new", defaults={"kind": "need"}, methods=["GET", "POST"])
@pages.route("/capabilities/new", defaults={"kind": "capability"}, methods=["GET", "POST"])
@access(Permission.LISTING_CREATE)
def new(kind: str) -> Page:
    if request.method == "GET":
        drafts = listing_drafts.begun_by(db(), actor(), kind)
        return listing_form.page(listing_form.beginning(kind), is_blank=True, drafts=drafts)
    editing = listing_form.begun(kind)
    if editing.listing is not None:
        return _again(editing, editing.listing)
    publishing = listing_form.may_publish(editing.owner) and _wants_to_publish()
    values, asked = listing_form.read(editing, publishing=publishing)
    if values is None or asked:
        return listing_form.page(editing, asked=asked), 422
    values["draft_key"] = editing.form.draft_key.data or None
    listing = listings.create(db(), actor(), kind, editing.owner, values, now=now())
    return _saved(listing, publishing=publishing)


@pages.route("/listings/<reference>/edit", methods=["GET", "POST"])
@access(Permission.LISTING_EDIT)
def edit(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
    if request.method == "POST":
        return _change(listing_form.changing(listing), listing)
    unsaved = listing_drafts.unsaved_of(db(), actor(), listing)
    if unsaved and "unsaved" in request.args:
        return listing_form.page(listing_form.changing(listing, unsaved))
    editing = listing_form.changing(listing, number=request.args.get("version", type=int))
    if "check" in request.args:
        editing.form.show_problems(missing_fields(listing))
    return listing_form.page(editing, unsaved=unsaved)


def _again(editing: Editing, listing: Listing) -> Page:
    """The form that has made this draft is sent once more; twice by a double click, say."""
    if listing.state != listing_drafts.DRAFT:
        return _show(listing)
    return _change(editing, listing)


def _change(editing: Editing, listing: Listing) -> Page:
    version = listing_form.version_of(editing.form)
    listing_conflict.settle(editing.form, listing, version)
    publishing = editing.may_publish and _wants_to_publish()
    complete = publishing or listing.state in _READ_BY_OTHERS
    values, asked = listing_form.read(editing, publishing=complete)
    if values is None or asked:
        return listing_form.page(editing, asked=asked), 422
    try:
        listings.update(db(), actor(), listing, values, version=version, now=now())
    except Conflict:
        return listing_form.conflict_page(editing, listing, values), 409
    listing_drafts.discard(db(), actor(), listing)
    return _saved(listing, publishing=publishing)


@pages.post("/offers/check", defaults={"kind": "offer"})
@pages.post("/needs/check", defaults={"kind": "need"})
@pages.post("/capabilities/check", defaults={"kind": "capability"})
@access(Permission.LISTING_CREATE)
@reads
def check_new(kind: str) -> Page:
    return listing_form.checked(listing_form.beginning(kind))


@pages.post("/listings/<reference>/check")
@access(Permission.LISTING_EDIT)
@reads
def check(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
    return listing_form.checked(listing_form.changing(listing))


@pages.post("/listings/<reference>/submit")
@access(Permission.LISTING_PUBLISH)
def submit(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_PUBLISH)
    if "warnings_read" not in request.form and writing_help.names_owner(db(), draft_of(listing)):
        flash(_("This blind listing names your organization. Please read the warnings."), "warning")
        return redirect(url_for("listings.show", reference=reference, _anchor="writing"), 303)
    try:
        return _saved(listing, publishing=True)
    except InvalidFields:
        return _incomplete(listing)


@pages.post("/listings/<reference>/withdraw")
@access(Permission.LISTING_PUBLISH)
def withdraw(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_PUBLISH)
    listings.withdraw(db(), actor(), listing, now=now())
    flash(_("The listing is withdrawn. Nobody else sees it, and its matches are gone."), "success")
    return _show(listing)


@pages.get("/listings/<reference>/renew")
@access(Permission.LISTING_PUBLISH)
def confirm_renewal(reference: str) -> Page:
    """Where the mail leads: programs that open every link in a mail renew nothing."""
    listing = load_or_404(Listing, reference, Permission.LISTING_PUBLISH)
    return render_template(
        "listings/renew.html",
        listing=view(actor(), listing),
        version=listing.version,
        change=listing_changes.since_published(db(), listing),
        labels=labels_of(listing.kind),
        until=(now() + listings.VALID_FOR).date(),
        can_renew="renew" in possible(TABLE, listing.state),
    )


@pages.post("/listings/<reference>/renew")
@access(Permission.LISTING_PUBLISH)
def renew(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_PUBLISH)
    read = request.form.get("version", type=int)
    try:
        listings.renew(db(), actor(), listing, version=read, now=now())
    except Conflict as error:
        flash(translated(str(error)), "warning")
        return redirect(url_for(".confirm_renewal", reference=reference), 303)
    except InvalidFields:
        return _incomplete(listing)
    is_back = listing.state == "published"
    renewed = _("The listing is renewed for twelve months. Members find it.")
    flash(renewed if is_back else _said_of(listing), "success")
    return _show(listing)


@pages.post("/listings/<reference>/change/take-back")
@access(Permission.LISTING_PUBLISH)
def take_back(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_PUBLISH)
    listing_changes.take_back(db(), actor(), listing, now=now())
    flash(_("Your change is taken back. The published text stays as it is."), "success")
    return _show(listing)


def _saved(listing: Listing, *, publishing: bool) -> Response:
    """Hand the listing in where that was asked for, and go where its writer looks next."""
    if publishing:
        listings.submit(db(), actor(), listing, now=now())
        if listing.state == "published":
            flash(_("Your listing is published. These are the partners that fit it."), "success")
            return redirect(url_for("matches.list", reference=listing.reference), 303)
    flash(_said_of(listing), "success")
    return _show(listing)


def _incomplete(listing: Listing) -> Response:
    flash(_("Something that members need to know is still missing."), "warning")
    return redirect(url_for(".edit", reference=listing.reference, check=1), 303)


def _said_of(listing: Listing) -> str:
    """What becomes of what was saved."""
    said: str
    if listing.state == "submitted":
        said = _(
            "Your listing is with the secretariat, which checks a member’s first listing and "
            "every blind one. You hear from it by e-mail."
        )
    elif listing_changes.pending(db(), listing):
        said = _(
            "Your change is with the secretariat. Members read the published text until it is "
            "checked; everything else is saved already."
        )
    elif "submit" in possible(TABLE, listing.state):
        said = _("Your draft is saved.")
    else:
        said = _("Your changes are saved.")
    return said


def _show(listing: Listing) -> Response:
    return redirect(url_for("listings.show", reference=listing.reference), 303)


def _wants_to_publish() -> bool:
    return request.form.get("intent") == "publish"
