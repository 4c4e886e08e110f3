"""The page of one introduction: everything that its reader may see and do."""

from typing import Any, Final

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import messages, screening
from matchmaker.services.introduction_facts import case_facts
from matchmaker.services.introduction_keys import keys_of
from matchmaker.services.introduction_secrecy import label_of, may_know_names
from matchmaker.services.introduction_trail import trail
from matchmaker.services.introduction_views import view_introduction
from matchmaker.services.question_asking import askable
from matchmaker.services.question_lists import thread
from matchmaker.web import outcome_panel
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.decision import (
    ApproveForm,
    AskInformationForm,
    InterestForm,
    RefuseForm,
)
from matchmaker.web.forms.introduction import AppealForm, DeclineForm, RequestForm
from matchmaker.web.parts import now
from models import Introduction

Page = str | tuple[str, int] | Response

_FORMS: Final[dict[str, type[FlaskForm]]] = {
    "approve": ApproveForm,
    "refuse": RefuseForm,
    "ask_information": AskInformationForm,
    "recuse": InterestForm,
    "give_information": RequestForm,
    "appeal": AppealForm,
    "decline": DeclineForm,
}


def done(reference: str, message: str) -> Response:
    """Back to the case, with what was done on top."""
    flash(message, "success")
    return redirect(url_for("introductions.show", reference=reference), 303)


def introduction_page(introduction: Introduction, **failed: FlaskForm) -> Page:
    """The case for the reader; a form that could not be taken is shown again, with 422."""
    who = actor()
    seen = view_introduction(who, introduction)
    forms = _empty_forms(introduction) | outcome_panel.forms(introduction) | failed
    page = render_template(
        "introductions/show.html",
        introduction=seen,
        keys=keys_of(seen),
        steps=trail(db(), who, introduction),
        panel=outcome_panel.panel(introduction),
        forms=forms,
        failed=next(iter(failed), ""),
        questions=thread(db(), who, introduction),
        askable=[(party.position, label_of(party)) for party in askable(who, introduction, now())],
        **_thread(introduction),
        **_desk(introduction, forms["approve"]),
    )
    return page, 422 if failed else 200


def _thread(introduction: Introduction) -> dict[str, Any]:
    """Whether the parties' thread is open to the reader, and what is new there."""
    if not allows(actor(), Permission.MESSAGE_READ, introduction):
        return {"has_thread": False}
    return {"has_thread": True, "unread_messages": messages.count_new(db(), actor(), introduction)}


def _desk(introduction: Introduction, form: ApproveForm) -> dict[str, Any]:
    """What the secretariat sees beside the case: facts, checklist, and earlier looks at it."""
    who = actor()
    if not may_know_names(who, introduction):
        return {"facts": None}
    found = screening.points(db(), introduction)
    form.seen.data = screening.digest(found)
    return {
        "facts": case_facts(db(), [introduction])[0],
        "points": found,
        "flagged": screening.flags(found),
        "looks": screening.looks(db(), introduction),
        "may_decide": allows(who, Permission.INTRODUCTION_DECIDE, introduction),
    }


def _empty_forms(introduction: Introduction) -> dict[str, Any]:
    """Every form of the page as it looks before anything is sent."""
    forms: dict[str, Any] = {
        name: form(formdata=None, obj=introduction if form is RequestForm else None)
        for name, form in _FORMS.items()
    }
    forms["recuse"].offer(introduction)
    return forms
