"""The secretariat's part in questions: what waits to be relayed, and how questions travel."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import exchange
from matchmaker.services import questions as service
from matchmaker.services.question_lists import DUE_AFTER, count_for_others, waiting
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.question import RelayForm, ReturnForm, SettingForm
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from matchmaker.web.question_page import Page, question_page, refused
from models import BlindQuestion

pages = Blueprint("question_desk", __name__)


@pages.get("/secretariat/questions")
@access(Permission.SECRETARIAT_VIEW)
def show() -> Page:
    return _page(SettingForm(formdata=None, relay=exchange.relay_of(db())))


@pages.post("/secretariat/questions/setting")
@access(Permission.EXCHANGE_SET)
def set_relay() -> Page:
    form = SettingForm()
    if not form.validate_on_submit():
        return _page(form), 422
    relay, note = form.relay.data or "", form.note.data or ""
    try:
        exchange.set_relay(db(), actor(), relay=relay, note=note, now=now())
    except Conflict as error:
        status = refused(form, error)
        return _page(form), status
    flash(_("Set. It holds for every text that is handed in from now on."), "success")
    return redirect(url_for(".show"), 303)


@pages.post("/questions/<reference>/relay")
@access(Permission.QUESTION_RELAY)
def relay(reference: str) -> Page:
    question = load_or_404(BlindQuestion, reference, Permission.QUESTION_RELAY)
    form = RelayForm()
    try:
        service.relay(db(), actor(), question, seen=form.seen.data, now=now())
    except InvalidFields as error:
        return question_page(question, refused(form, error), relay=form)
    return _back(_("Passed on, word for word."))


@pages.post("/questions/<reference>/return")
@access(Permission.QUESTION_RELAY)
def send_back(reference: str) -> Page:
    question = load_or_404(BlindQuestion, reference, Permission.QUESTION_RELAY)
    form = ReturnForm()
    if not form.validate_on_submit():
        return question_page(question, 422, **{"return": form})
    service.send_back(db(), actor(), question, reason=form.reason.data or "", now=now())
    return _back(_("Sent back to who wrote it, with your reason."))


def _back(message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".show"), 303)


def _page(form: SettingForm) -> str:
    found = waiting(db(), actor())
    return render_template(
        "secretariat/questions.html",
        waiting=found,
        due=now() - DUE_AFTER,
        with_others=count_for_others(db()) - len(found),
        decisions=exchange.decisions(db()),
        relay=exchange.relay_of(db()),
        form=form,
    )
