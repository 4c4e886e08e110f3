"""Outcomes of an introduction: report, confirm, dispute, correct, take back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.services import outcome_answers
from matchmaker.services import outcomes as service
from matchmaker.services.introduction_views import view_introduction
from matchmaker.services.outcome_views import outcome_views
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.outcome import DisputeForm, OutcomeForm
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.introduction_page import introduction_page
from matchmaker.web.parts import now
from models import Introduction, Outcome

pages = Blueprint("outcomes", __name__, url_prefix="/introductions/<reference>/outcomes")
Page = str | tuple[str, int] | Response


@pages.post("")
@access(Permission.INTRODUCTION_ANSWER)
def report(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    form = OutcomeForm()
    form.offer(service.next_stages(introduction))
    if not form.validate_on_submit():
        return introduction_page(introduction, report=form)
    try:
        made = service.report(db(), actor(), introduction, form.to_report(), now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return introduction_page(introduction, report=form)
    if made.confirmations:
        return _done(reference, _("The other side had reported the same: it is confirmed now."))
    return _done(reference, _("Thank you. The other side is asked to confirm it."))


@pages.post("/<int:outcome_id>/confirm")
@access(Permission.INTRODUCTION_ANSWER)
def confirm(reference: str, outcome_id: int) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    outcome_answers.confirm(db(), actor(), introduction, outcome_id, now=now())
    return _done(reference, _("Confirmed. Thank you."))


@pages.get("/<int:outcome_id>/dispute")
@access(Permission.INTRODUCTION_ANSWER)
def dispute_form(reference: str, outcome_id: int) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    return _edit_page(introduction, outcome_id, "dispute", DisputeForm(formdata=None))


@pages.post("/<int:outcome_id>/dispute")
@access(Permission.INTRODUCTION_ANSWER)
def dispute(reference: str, outcome_id: int) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    form = DisputeForm()
    if not form.validate_on_submit():
        return _edit_page(introduction, outcome_id, "dispute", form), 422
    note = form.note.data or ""
    outcome_answers.dispute(db(), actor(), introduction, outcome_id, note=note, now=now())
    return _done(reference, _("The party that reported it is told what you wrote."))


@pages.get("/<int:outcome_id>/correct")
@access(Permission.INTRODUCTION_ANSWER)
def correct_form(reference: str, outcome_id: int) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    outcome = _outcome(introduction, outcome_id)
    form = OutcomeForm(formdata=None, obj=outcome)
    form.fix(outcome)
    return _edit_page(introduction, outcome_id, "correct", form)


@pages.post("/<int:outcome_id>/correct")
@access(Permission.INTRODUCTION_ANSWER)
def correct(reference: str, outcome_id: int) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    form = OutcomeForm()
    form.fix(_outcome(introduction, outcome_id))
    if not form.validate_on_submit():
        return _edit_page(introduction, outcome_id, "correct", form), 422
    try:
        service.correct(db(), actor(), introduction, outcome_id, form.to_report(), now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _edit_page(introduction, outcome_id, "correct", form), 422
    return _done(reference, _("Corrected. The other side is asked to confirm it."))


@pages.post("/<int:outcome_id>/take-back")
@access(Permission.INTRODUCTION_ANSWER)
def take_back(reference: str, outcome_id: int) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    service.take_back(db(), actor(), introduction, outcome_id, now=now())
    return _done(reference, _("Your report is taken back."))


def _outcome(introduction: Introduction, outcome_id: int) -> Outcome:
    for outcome in introduction.outcomes:
        if outcome.id == outcome_id:
            return outcome
    raise NotFound("There is no such outcome.")


def _done(reference: str, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("introductions.show", reference=reference, _anchor="outcomes"), 303)


def _edit_page(introduction: Introduction, outcome_id: int, action: str, form: FlaskForm) -> str:
    """The page of one report; ``NotFound`` unless the reader may do this to it now."""
    who = actor()
    found = {seen.id: seen for seen in outcome_views(who, introduction)}.get(outcome_id)
    if found is None or action not in found.actions:
        raise NotFound("There is no such outcome, or it is not for you to change.")
    seen = view_introduction(who, introduction)
    return render_template(
        f"introductions/outcome_{action}.html", introduction=seen, outcome=found, form=form
    )
