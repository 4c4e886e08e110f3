"""A listing without a match: who could be invited, as a page and as a file, and inviting."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from matchmaker.documents.spreadsheet_csv import spreadsheet_csv
from matchmaker.errors import Conflict
from matchmaker.policies.permissions import Permission
from matchmaker.services import desk_invitations as service
from matchmaker.services.listing_views import view
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.invitation import InvitationForm
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import Listing
from models import vocabulary as v

pages = Blueprint("invitations", __name__, url_prefix="/secretariat/unmatched")
Page = str | tuple[str, int] | Answer


@pages.get("/<reference>")
@access(Permission.DESK_ORGANIZATIONS)
def show(reference: str) -> Page:
    return _page(load_or_404(Listing, reference, Permission.LISTING_READ))


@pages.get("/<reference>/invitations.csv")
@access(Permission.DESK_ORGANIZATIONS)
def download(reference: str) -> Response:
    """The file is named by the listing's public reference."""
    listing = load_or_404(Listing, reference, Permission.LISTING_READ)
    header = ("Organization", "Type", "Country", "Points", "Reasons", "Invited")
    rows = [
        (
            one.name,
            v.ORGANIZATION_TYPES.label(one.type),
            v.COUNTRIES.label(one.country),
            one.score,
            "; ".join(one.reasons),
            one.invited.date().isoformat() if one.invited else "",
        )
        for one in service.candidates(db(), listing, now=now())
    ]
    name = f"attachment; filename=invitations-{listing.reference}.csv"
    body = spreadsheet_csv(header, rows)
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": name})


@pages.post("/<reference>/invite")
@access(Permission.DESK_INVITE)
def invite(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_READ)
    form = InvitationForm()
    if not form.validate_on_submit():
        return _page(listing, form), 422
    chosen, note = form.organization.data or "", form.note.data or ""
    try:
        service.invite(db(), actor(), listing, chosen, note=note, now=now())
    except Conflict as error:
        form.form_errors.append(str(error))
        return _page(listing, form), 409
    flash(_("The organization is invited. Its representatives get an e-mail."), "success")
    return redirect(url_for(".show", reference=listing.reference), 303)


def _page(listing: Listing, form: InvitationForm | None = None) -> str:
    return render_template(
        "secretariat/desk/invitations.html",
        listing=view(actor(), listing),
        candidates=service.candidates(db(), listing, now=now()),
        form=form if form is not None else InvitationForm(formdata=None),
    )
