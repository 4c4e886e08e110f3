"""Answering a match, and taking the answer back."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict
from matchmaker.policies.permissions import Permission
from matchmaker.services import answer_undo, feedback
from matchmaker.services.listing_views import view
from matchmaker.web import answered
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.match import AnswerForm
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import Listing

pages = Blueprint("match_answers", __name__)


@pages.post("/listings/<reference>/matches/<other>/answer")
@access(Permission.MATCH_ANSWER)
def answer(reference: str, other: str) -> Response:
    listing = load_or_404(Listing, reference, Permission.MATCH_ANSWER)
    counterpart = load_or_404(Listing, other, Permission.LISTING_READ)
    form = AnswerForm()
    row = feedback.answer(
        db(),
        actor(),
        listing,
        counterpart,
        value=form.answer.data or "",
        reason=form.reason.data or "",
        note=form.note.data,
        now=now(),
    )
    return _back(
        listing, counterpart, answer=row.answer, reason=row.reason, undo=row.undo_key or ""
    )


@pages.post("/listings/<reference>/matches/<other>/answer/undo")
@access(Permission.MATCH_ANSWER)
def undo(reference: str, other: str) -> Response:
    listing = load_or_404(Listing, reference, Permission.MATCH_ANSWER)
    counterpart = load_or_404(Listing, other, Permission.LISTING_READ)
    key = request.form.get("undo", "")
    try:
        former = answer_undo.undo(db(), actor(), listing, counterpart, key=key, now=now())
    except Conflict as error:
        return _back(listing, counterpart, stays=str(error))
    return _back(listing, counterpart, undone="yes", answer=former)


def _back(listing: Listing, other: Listing, **said: str) -> Response:
    """To where the reader stood, with a word on what was done."""
    place = answered.place_from(request.form)
    answered.tell(place, view(actor(), listing), view(actor(), other), **said)
    return redirect(place.address(listing.reference, other.reference), 303)
