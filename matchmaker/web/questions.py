"""Questions: the inbox, and one question with what its reader may do next."""

from flask import Blueprint, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import question_asking
from matchmaker.services import questions as service
from matchmaker.services.question_lists import inbox as read_inbox
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.question import AnswerForm, QuestionForm
from matchmaker.web.guards import SIGNED_IN, access, load_or_404
from matchmaker.web.parts import now
from matchmaker.web.question_page import Page, done, question_page, refused
from models import BlindQuestion

pages = Blueprint("questions", __name__)


@pages.get("/questions")
@access(SIGNED_IN)
def inbox() -> Page:
    return render_template("questions/inbox.html", inbox=read_inbox(db(), actor()))


@pages.get("/questions/<reference>")
@access(Permission.QUESTION_READ)
def show(reference: str) -> Page:
    return question_page(load_or_404(BlindQuestion, reference, Permission.QUESTION_READ))


@pages.post("/questions/<reference>/mend")
@access(Permission.QUESTION_MEND)
def mend(reference: str) -> Page:
    question = load_or_404(BlindQuestion, reference, Permission.QUESTION_MEND)
    form = QuestionForm()
    text, confirmed = form.text.data or "", form.confirm.data or ""
    try:
        service.mend(db(), actor(), question, text, confirmed=confirmed, now=now())
    except InvalidFields as error:
        return question_page(question, refused(form, error), mend=form)
    return done(reference, _("Your question is handed in again."))


@pages.post("/questions/<reference>/follow-up")
@access(Permission.QUESTION_MEND)
def follow_up(reference: str) -> Page:
    before = load_or_404(BlindQuestion, reference, Permission.QUESTION_MEND)
    form = QuestionForm()
    try:
        made = question_asking.ask(
            db(),
            actor(),
            before.from_listing,
            before.to_listing,
            form.text.data or "",
            confirmed=form.confirm.data or "",
            follows=before,
            now=now(),
        )
    except (InvalidFields, Conflict) as error:
        return question_page(before, refused(form, error), follow_up=form)
    return done(made.reference, _("Your question is handed in."))


@pages.post("/questions/<reference>/withdraw")
@access(Permission.QUESTION_MEND)
def withdraw(reference: str) -> Response:
    question = load_or_404(BlindQuestion, reference, Permission.QUESTION_MEND)
    service.withdraw(db(), actor(), question, now=now())
    return done(reference, _("Your question is withdrawn."))


@pages.post("/questions/<reference>/answer")
@access(Permission.QUESTION_ANSWER)
def answer(reference: str) -> Page:
    question = load_or_404(BlindQuestion, reference, Permission.QUESTION_ANSWER)
    form = AnswerForm()
    text, confirmed = form.text.data or "", form.confirm.data or ""
    try:
        service.answer(db(), actor(), question, text, confirmed=confirmed, now=now())
    except InvalidFields as error:
        return question_page(question, refused(form, error), answer=form)
    return done(reference, _("Thank you. Your answer is handed in."))


@pages.post("/questions/<reference>/decline")
@access(Permission.QUESTION_ANSWER)
def decline(reference: str) -> Response:
    question = load_or_404(BlindQuestion, reference, Permission.QUESTION_ANSWER)
    service.decline(db(), actor(), question, now=now())
    return done(reference, _("Closed without an answer. You need not say why."))
