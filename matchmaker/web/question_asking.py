"""Asking a question: from a match, or from the page of an introduction."""

from flask import Blueprint, render_template, request

from matchmaker.errors import Conflict, InvalidFields, NotFound, NotPermitted
from matchmaker.policies.permissions import Permission
from matchmaker.services import question_asking
from matchmaker.services.exchange import relay_of
from matchmaker.services.introduction_secrecy import label_of
from matchmaker.services.listing_views import view
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.question import QuestionForm
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from matchmaker.web.question_page import Page, done, found_in, refused
from models import Introduction, Listing

pages = Blueprint("question_asking", __name__)
_DONE = {
    "submitted": "Your question is with the secretariat, which passes it on.",
    "relayed": "Your question is on its way. The other side has 14 days to answer.",
}


@pages.route("/listings/<reference>/questions/<other>", methods=["GET", "POST"])
@access(Permission.QUESTION_ASK)
def about_match(reference: str, other: str) -> Page:
    asking = load_or_404(Listing, reference, Permission.QUESTION_ASK)
    return _ask(asking, load_or_404(Listing, other, Permission.LISTING_READ))


@pages.route("/introductions/<reference>/questions/<int:position>", methods=["GET", "POST"])
@access(Permission.INTRODUCTION_READ)
def within_introduction(reference: str, position: int) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_READ)
    try:
        mine, theirs = question_asking.asked_party(actor(), introduction, position)
    except NotPermitted as error:
        raise NotFound(str(error)) from error
    return _ask(mine.listing, theirs.listing, introduction, label_of(theirs))


def _ask(
    asking: Listing, other: Listing, introduction: Introduction | None = None, label: str = ""
) -> Page:
    form = QuestionForm()
    if request.method == "GET":
        return _form_page(form, asking, other, introduction, label)
    try:
        made = question_asking.ask(
            db(),
            actor(),
            asking,
            other,
            form.text.data or "",
            confirmed=form.confirm.data or "",
            introduction=introduction,
            now=now(),
        )
    except (InvalidFields, Conflict) as error:
        status = refused(form, error)
        return _form_page(form, asking, other, introduction, label), status
    return done(made.reference, _DONE[made.state])


def _form_page(
    form: QuestionForm,
    asking: Listing,
    other: Listing,
    introduction: Introduction | None,
    label: str,
) -> str:
    who = actor()
    return render_template(
        "questions/ask.html",
        form=form,
        asking=view(who, asking),
        other=view(who, other),
        introduction=introduction.reference if introduction else "",
        label=label,
        relay=relay_of(db()),
        **found_in(form, asking.organization),
    )
