"""Writing listings: new, edit, hand in, withdraw, renew."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields, NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import listings, organizations
from matchmaker.services.listing_columns import FIELDS
from matchmaker.services.listing_fields import missing_fields
from matchmaker.services.listing_views import ListingView, view
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.listing import ListingForm, form_for
from matchmaker.web.forms.listing_layout import PARTS
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from matchmaker.workflow.listings import TABLE
from matchmaker.workflow.transitions import possible
from models import Listing, Organization

pages = Blueprint("listing_editor", __name__)
Page = str | tuple[str, int] | Response
Doubt = tuple[str, str, str]  # label, topic, words
#: What has been handed in may not lose what it had to have for that.
_READ_BY_OTHERS: Final = ("submitted", "published")


@pages.route("/offers/new", defaults={"kind": "offer"}, methods=["GET", "POST"])
@pages.route("/needs/new", defaults={"kind": "need"}, methods=["GET", "POST"])
@pages.route("/capabilities/new", defaults={"kind": "capability"}, methods=["GET", "POST"])
@access(Permission.LISTING_CREATE)
def new(kind: str) -> Page:
    owners = organizations.permitted(db(), actor(), Permission.LISTING_CREATE)
    if not owners:
        raise NotFound("Only members of an organization write listings.")
    form = form_for(kind)
    hideable = organizations.hideable(db(), owners=owners)
    form.offer_organizations(owners, hideable)
    owner = _chosen_owner(form, owners)
    may_publish = any(map(_may_publish, owners))
    if request.method == "GET":
        return _page(form, may_publish=may_publish)
    publishing = _may_publish(owner) and _wants_to_publish()
    values, doubts = _read(form, hideable, publishing=publishing)
    if values is None or doubts:
        return _page(form, may_publish=may_publish, doubts=doubts), 422
    listing = listings.create(db(), actor(), kind, owner, values, now=now())
    return _saved(listing, publishing=publishing)


@pages.route("/listings/<reference>/edit", methods=["GET", "POST"])
@access(Permission.LISTING_EDIT)
def edit(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
    form = form_for(listing.kind, listing)
    owners = [listing.organization]
    hideable = organizations.hideable(db(), owners=owners, also=listing.hidden_from)
    form.offer_organizations(owners, hideable)
    if request.method == "GET":
        if "check" in request.args:
            form.show_problems(missing_fields(listing))
        return _edit_page(form, listing)
    publishing = _can_submit(listing) and _wants_to_publish()
    complete = publishing or listing.state in _READ_BY_OTHERS
    values, doubts = _read(form, hideable, publishing=complete, kept=listing)
    if values is None or doubts:
        return _edit_page(form, listing, doubts=doubts), 422
    try:
        listings.update(db(), actor(), listing, values, version=_version(form), now=now())
    except Conflict:
        return _conflict_page(form, listing), 409
    return _saved(listing, publishing=publishing)


@pages.post("/listings/<reference>/submit")
@access(Permission.LISTING_PUBLISH)
def submit(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_PUBLISH)
    try:
        return _saved(listing, publishing=True)
    except InvalidFields:
        flash("Something that members need to know is still missing.", "warning")
        return redirect(url_for(".edit", reference=reference, check=1), 303)


@pages.post("/listings/<reference>/withdraw")
@access(Permission.LISTING_PUBLISH)
def withdraw(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_PUBLISH)
    listings.withdraw(db(), actor(), listing, now=now())
    flash("The listing is withdrawn. Nobody else sees it, and its matches are gone.", "success")
    return _show(listing)


@pages.post("/listings/<reference>/renew")
@access(Permission.LISTING_PUBLISH)
def renew(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_PUBLISH)
    listings.renew(db(), actor(), listing, now=now())
    flash("The listing is renewed for twelve months.", "success")
    return _show(listing)


def _saved(listing: Listing, *, publishing: bool) -> Response:
    """Hand the listing in where that was asked for, and go where its writer looks next."""
    if publishing:
        listings.submit(db(), actor(), listing, now=now())
        if listing.state == "published":
            flash("Your listing is published. These are the partners that fit it.", "success")
            return redirect(url_for("matches.list", reference=listing.reference), 303)
        flash(
            "Your listing is with the secretariat, which checks a member’s first listing and "
            "every blind one. You hear from it by e-mail.",
            "success",
        )
    else:
        is_draft = "submit" in possible(TABLE, listing.state)
        flash("Your draft is saved." if is_draft else "Your changes are saved.", "success")
    return _show(listing)


def _show(listing: Listing) -> Response:
    return redirect(url_for("listings.show", reference=listing.reference), 303)


def _edit_page(form: ListingForm, listing: Listing, **shown: Any) -> str:
    return _page(form, may_publish=_can_submit(listing), listing=view(actor(), listing), **shown)


def _conflict_page(form: ListingForm, listing: Listing) -> str:
    """What was typed stays; saving again takes the place of what the other person saved."""
    form.version.data = str(listing.version)
    return _edit_page(form, listing, conflict=form.differences(listing))


def _page(
    form: ListingForm,
    *,
    may_publish: bool,
    listing: ListingView | None = None,
    conflict: list[str] | None = None,
    doubts: Sequence[Doubt] = (),
) -> str:
    """``conflict``: what differs from what somebody else saved; ``doubts``: see the form."""
    return render_template(
        "listings/form.html",
        form=form,
        parts=PARTS[form.kind],
        required={"disclosure", *(f.name for f in FIELDS[form.kind] if f.required)},
        may_publish=may_publish,
        listing=listing,
        conflict=conflict,
        doubts=doubts,
    )


def _wants_to_publish() -> bool:
    return request.form.get("intent") == "publish"


def _can_submit(listing: Listing) -> bool:
    allowed = allows(actor(), Permission.LISTING_PUBLISH, listing)
    return allowed and "submit" in possible(TABLE, listing.state)


def _may_publish(owner: Organization) -> bool:
    return owner.id in actor().organizations_as("representative")


def _chosen_owner(form: ListingForm, owners: list[Organization]) -> Organization:
    """The organization that was chosen, or the first; never one that is not offered."""
    chosen = (owner for owner in owners if owner.reference == form.organization.data)
    return next(chosen, owners[0])


def _read(
    form: ListingForm,
    hideable: list[Organization],
    *,
    publishing: bool,
    kept: Listing | None = None,
) -> tuple[dict[str, Any] | None, list[Doubt]]:
    """What was typed as column values, ``None`` when it cannot be taken; and doubts about it."""
    values = form.cleaned(today=now().date(), publishing=publishing, kept=kept)
    if values is None:
        return None, []
    values["hidden_from"] = _hidden(form, hideable)
    return values, form.doubts(values) if publishing else []


def _hidden(form: ListingForm, hideable: list[Organization]) -> list[Organization]:
    """In the order in which the listing keeps them, so that equal choices are equal."""
    chosen = set(form.hidden_from.data or ())
    found = (organization for organization in hideable if organization.reference in chosen)
    return sorted(found, key=lambda organization: organization.id)


def _version(form: ListingForm) -> int:
    """The version that the writer began from; a form without one began from none."""
    typed = form.version.data or ""
    return int(typed) if typed.isascii() and typed.isdigit() else 0
