"""Introductions: the inbox, the case with its three keys, and what each side may do next."""

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import introduction_requests
from matchmaker.services import introductions as service
from matchmaker.services import outcomes as outcome_service
from matchmaker.services.introduction_facts import case_facts
from matchmaker.services.introduction_keys import keys_of
from matchmaker.services.introduction_lists import inbox as read_inbox
from matchmaker.services.introduction_trail import trail
from matchmaker.services.introduction_views import outcome_views, view_introduction
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.introduction import (
    AskInformationForm,
    DeclineForm,
    RefuseForm,
    RequestForm,
)
from matchmaker.web.forms.outcome import OutcomeForm
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import SIGNED_IN, access, load_or_404
from matchmaker.web.parts import now
from matchmaker.workflow.outcomes import reportable
from models import Introduction

pages = Blueprint("introductions", __name__)
Page = str | tuple[str, int] | Response

_FORMS: Final[dict[str, type[FlaskForm]]] = {
    "refuse": RefuseForm,
    "ask_information": AskInformationForm,
    "give_information": RequestForm,
    "decline": DeclineForm,
    "report": OutcomeForm,
}


@pages.get("/introductions")
@access(SIGNED_IN)
def inbox() -> Page:
    return render_template(
        "introductions/inbox.html", inbox=read_inbox(db(), actor()), keys_of=keys_of
    )


@pages.get("/introductions/<reference>")
@access(Permission.INTRODUCTION_READ)
def show(reference: str) -> Page:
    return _page(load_or_404(Introduction, reference, Permission.INTRODUCTION_READ))


@pages.post("/introductions/<reference>/approve")
@access(Permission.INTRODUCTION_DECIDE)
def approve(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_DECIDE)
    service.decide(db(), actor(), introduction, "approve", now=now())
    return _done(reference, "Approved. Who is asked has 14 days to consent.")


@pages.post("/introductions/<reference>/refuse")
@access(Permission.INTRODUCTION_DECIDE)
def refuse(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_DECIDE)
    form = RefuseForm()
    if not form.validate_on_submit():
        return _page(introduction, refuse=form)
    rule, reason = form.rule.data or "", form.reason.data or ""
    service.decide(db(), actor(), introduction, "refuse", now=now(), rule=rule, reason=reason)
    return _done(reference, "Refused. The asking party is told why; the other side learns nothing.")


@pages.post("/introductions/<reference>/ask-information")
@access(Permission.INTRODUCTION_DECIDE)
def ask_information(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_DECIDE)
    form = AskInformationForm()
    if not form.validate_on_submit():
        return _page(introduction, ask_information=form)
    reason = form.reason.data or ""
    service.decide(db(), actor(), introduction, "ask_information", now=now(), reason=reason)
    return _done(reference, "The asking party is asked to complete the request.")


@pages.post("/introductions/<reference>/give-information")
@access(Permission.INTRODUCTION_ANSWER)
def give_information(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    form = RequestForm()
    if not form.validate_on_submit():
        return _page(introduction, give_information=form)
    introduction_requests.give_information(
        db(), actor(), introduction, form.to_request(), now=now()
    )
    return _done(reference, "Your request is with the secretariat again.")


@pages.post("/introductions/<reference>/consent")
@access(Permission.INTRODUCTION_ANSWER)
def consent(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    service.consent(db(), actor(), introduction, now=now())
    if introduction.state == "introduced":
        return _done(reference, "The last key is turned. All sides have the names now.")
    return _done(reference, "Your key is turned. The others are still to answer.")


@pages.post("/introductions/<reference>/decline")
@access(Permission.INTRODUCTION_ANSWER)
def decline(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    form = DeclineForm()
    if not form.validate_on_submit():
        return _page(introduction, decline=form)
    service.decline(db(), actor(), introduction, reason=form.reason.data or "", now=now())
    return _done(reference, "The introduction is closed. Your name was not given to anybody.")


@pages.post("/introductions/<reference>/withdraw")
@access(Permission.INTRODUCTION_ANSWER)
def withdraw(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    service.withdraw(db(), actor(), introduction, now=now())
    return _done(reference, "Your request is withdrawn.")


@pages.post("/introductions/<reference>/outcomes")
@access(Permission.INTRODUCTION_ANSWER)
def report(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    form = OutcomeForm()
    form.offer(_stages(introduction))
    if not form.validate_on_submit():
        return _page(introduction, report=form)
    try:
        outcome_service.report(db(), actor(), introduction, now=now(), **form.values())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _page(introduction, report=form)
    return _done(reference, "Thank you. The other party is asked to confirm it.")


@pages.post("/introductions/<reference>/outcomes/<int:outcome_id>/confirm")
@access(Permission.INTRODUCTION_ANSWER)
def confirm(reference: str, outcome_id: int) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    outcome_service.confirm(db(), actor(), introduction, outcome_id, now=now())
    return _done(reference, "Confirmed. Thank you.")


def _done(reference: str, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".show", reference=reference), 303)


def _page(introduction: Introduction, **failed: FlaskForm) -> Page:
    """The case for the reader; a form that could not be taken is shown again, with 422."""
    who = actor()
    may_decide = allows(who, Permission.INTRODUCTION_DECIDE, introduction)
    seen = view_introduction(who, introduction)
    page = render_template(
        "introductions/show.html",
        introduction=seen,
        keys=keys_of(seen),
        steps=trail(db(), who, introduction),
        outcomes=outcome_views(who, introduction),
        facts=case_facts(db(), introduction) if may_decide else None,
        forms=_empty_forms(introduction) | failed,
        failed=next(iter(failed), ""),
    )
    return page, 422 if failed else 200


def _empty_forms(introduction: Introduction) -> dict[str, Any]:
    """Every form of the page as it looks before anything is sent."""
    forms = {
        name: form(formdata=None, obj=introduction if form is RequestForm else None)
        for name, form in _FORMS.items()
    }
    forms["report"].offer(_stages(introduction))
    forms["report"].happened_on.data = now().date()
    return forms


def _stages(introduction: Introduction) -> list[str]:
    return reportable([outcome.stage for outcome in introduction.outcomes])
