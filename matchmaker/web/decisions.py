"""The secretariat's decisions on introductions: one by one, several at once, or not by oneself."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import interests, introductions
from matchmaker.services.bulk_approval import approve_all
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.decision import (
    ApproveForm,
    AskInformationForm,
    InterestForm,
    RefuseForm,
)
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.introduction_page import Page, done, introduction_page
from matchmaker.web.parts import now
from matchmaker.web.template_tools import translated
from models import Introduction

pages = Blueprint("decisions", __name__)
_DONE = {
    "approved": "Approved. Who is asked has 14 days to consent.",
    "screened": "Passed on. The case is flagged, so a second officer decides.",
}


@pages.post("/introductions/<reference>/approve")
@access(Permission.INTRODUCTION_DECIDE)
def approve(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_DECIDE)
    form = ApproveForm()
    try:
        introductions.decide(
            db(), actor(), introduction, "approve", checklist=form.to_checklist(), now=now()
        )
    except InvalidFields as error:
        add_problems(form, error.problems)
        return introduction_page(introduction, approve=form)
    return done(reference, _DONE[introduction.state])


@pages.post("/introductions/<reference>/refuse")
@access(Permission.INTRODUCTION_DECIDE)
def refuse(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_DECIDE)
    form = RefuseForm()
    if not form.validate_on_submit():
        return introduction_page(introduction, refuse=form)
    rule, reason = form.rule.data or "", form.reason.data or ""
    introductions.decide(db(), actor(), introduction, "refuse", now=now(), rule=rule, reason=reason)
    return done(reference, _("Refused. The asking party is told why; the others learn nothing."))


@pages.post("/introductions/<reference>/ask-information")
@access(Permission.INTRODUCTION_DECIDE)
def ask_information(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_DECIDE)
    form = AskInformationForm()
    if not form.validate_on_submit():
        return introduction_page(introduction, ask_information=form)
    reason = form.reason.data or ""
    introductions.decide(db(), actor(), introduction, "ask_information", now=now(), reason=reason)
    return done(reference, _("The asking party is asked to complete the request."))


@pages.post("/introductions/<reference>/recuse")
@access(Permission.INTRODUCTION_DECIDE)
def recuse(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_DECIDE)
    form = InterestForm()
    form.offer(introduction)
    if not form.validate_on_submit():
        return introduction_page(introduction, recuse=form)
    party = introduction.parties[int(form.party.data)]
    interests.declare(db(), actor(), party.organization, reason=form.reason.data or "", now=now())
    flash(_("Noted. Another officer decides this case and others of this organization."), "success")
    return redirect(url_for("secretariat.queue"), 303)


@pages.post("/secretariat/approve")
@access(Permission.SECRETARIAT_VIEW)
def approve_chosen() -> Response:
    if not request.form.get("read"):
        flash(_("Please confirm that you have read each of the requests."), "danger")
        return redirect(url_for("secretariat.queue"), 303)
    bulk = approve_all(db(), actor(), request.form.getlist("reference"), now=now())
    if bulk.approved:
        flash(_("Approved: %(references)s.", references=", ".join(bulk.approved)), "success")
    for reference, why in bulk.skipped.items():
        flash(
            _("%(reference)s was not approved: %(why)s.", reference=reference, why=translated(why)),
            "warning",
        )
    if not (bulk.approved or bulk.skipped):
        flash(_("Choose at least one request."), "danger")
    return redirect(url_for("secretariat.queue"), 303)
