"""Sharing a match with colleagues of the own organization."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.services import match_shares
from matchmaker.services.listing_views import view
from matchmaker.services.matches import card_of
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.match import ShareForm
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import Listing

pages = Blueprint("match_sharing", __name__)
Page = str | tuple[str, int] | Response


@pages.route("/listings/<reference>/matches/<other>/share", methods=["GET", "POST"])
@access(Permission.MATCH_SHARE)
def share(reference: str, other: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.MATCH_SHARE)
    counterpart = load_or_404(Listing, other, Permission.LISTING_READ)
    if card_of(db(), actor(), listing, counterpart) is None:
        raise NotFound("The two are not proposed to one another at present.")
    form = ShareForm()
    form.offer(match_shares.colleagues(db(), actor(), listing))
    if request.method == "GET":
        return _page(form, listing, counterpart)
    return _share(form, listing, counterpart)


def _share(form: ShareForm, listing: Listing, other: Listing) -> Page:
    chosen, note = form.to.data or [], form.note.data or ""
    try:
        made = match_shares.share(db(), actor(), listing, other, to=chosen, note=note, now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _page(form, listing, other), 422
    text = _("Shared with one colleague.") if len(made) == 1 else _("Shared with your colleagues.")
    flash(text, "success")
    page = url_for("match_pair.show", reference=listing.reference, other=other.reference)
    return redirect(f"{page}#colleagues", 303)


def _page(form: ShareForm, listing: Listing, other: Listing) -> str:
    ours, theirs = view(actor(), listing), view(actor(), other)
    return render_template("matches/share.html", form=form, ours=ours, theirs=theirs)
