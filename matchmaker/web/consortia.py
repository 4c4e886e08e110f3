"""Consortia: those around a listing, one in full, and requesting an introduction of all."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import consortia as service
from matchmaker.services import introduction_requests
from matchmaker.services.listing_views import view
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.introduction import RequestForm
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import Consortium, Listing
from models import vocabulary as v

pages = Blueprint("consortia", __name__)
Page = str | tuple[str, int] | Response

MOST_SHOWN: Final = 20
_NOT_YOURS: Final = "There is no such page, or it is not for you to see."


@pages.get("/listings/<reference>/consortia", endpoint="list")
@access(Permission.LISTING_READ)
def show_all(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_READ)
    found = service.proposals(db(), actor(), listing, limit=MOST_SHOWN)
    if not (found or allows(actor(), Permission.MATCH_READ, listing)):
        raise NotFound(_NOT_YOURS)
    return render_template(
        "consortia/list.html",
        listing=view(actor(), listing),
        proposals=found,
        state=_state(listing, is_any=bool(found)),
    )


@pages.get("/consortia/<reference>")
@access(Permission.CONSORTIUM_READ)
def show(reference: str) -> Page:
    proposal = service.proposal(db(), actor(), reference)
    return render_template("consortia/show.html", proposal=proposal)


@pages.route("/consortia/<reference>/introduction", methods=["GET", "POST"])
@access(Permission.CONSORTIUM_READ)
def request_introduction(reference: str) -> Page:
    row = service.load(db(), actor(), reference)
    asking = service.asking_listing(actor(), row)
    if asking is None:
        raise NotFound(_NOT_YOURS)
    seen = service.proposal(db(), actor(), reference)
    if seen.introduction:
        return redirect(url_for("introductions.show", reference=seen.introduction), 303)
    form = RequestForm(cooperation=_wanted(row, asking))
    if not form.validate_on_submit():
        return _request_page(form, row, asking, status=422 if form.errors else 200)
    return _request(form, row, asking, seen)


def _request(
    form: RequestForm, row: Consortium, asking: Listing, seen: service.ProposalView
) -> Page:
    """Turn the first key; what cannot be introduced now keeps what was written."""
    facts = {
        "band": seen.band,
        "fits": [r["phrase"] for r in seen.reasons if r["verdict"] == "fits"],
        "misses": [r["phrase"] for r in seen.reasons if r["verdict"] == "misses"],
        "consortium": seen.reference,
    }
    try:
        made = introduction_requests.request_all(
            db(), actor(), asking, _others(row, asking), form.to_request(), now=now(), facts=facts
        )
    except Conflict as error:
        form.form_errors.append(str(error))
        return _request_page(form, row, asking, status=409)
    flash(_("Your request is with the secretariat. You hear from it by e-mail."), "success")
    return redirect(url_for("introductions.show", reference=made.reference), 303)


def _others(row: Consortium, asking: Listing) -> list[Listing]:
    return [listing for listing in row.listings if listing is not asking]


def _wanted(row: Consortium, asking: Listing) -> list[str]:
    """The cooperation that the reader's listing and, as far as it shows, some other wants."""
    theirs = {
        code
        for other in _others(row, asking)
        for code, _label in view(actor(), other).collaborations
    }
    return [code for code in v.COLLABORATIONS if code in asking.collaborations and code in theirs]


def _state(listing: Listing, *, is_any: bool) -> str:
    if listing.state != "published":
        return "not_published"
    if is_any:
        return "found"
    return "preparing" if listing.matched_at is None else "none"


def _request_page(
    form: RequestForm, row: Consortium, asking: Listing, *, status: int
) -> tuple[str, int]:
    who = actor()
    page = render_template(
        "matches/request_introduction.html",
        form=form,
        asking=view(who, asking),
        others=[view(who, other) for other in _others(row, asking)],
        back=url_for(".show", reference=row.reference),
    )
    return page, status
