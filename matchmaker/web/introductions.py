"""Introductions: the inbox, the case with its three keys, and what each side may do next."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.policies.permissions import Permission
from matchmaker.services import introduction_appeals, introduction_requests
from matchmaker.services import introductions as service
from matchmaker.services.introduction_keys import keys_of
from matchmaker.services.introduction_lists import group_page
from matchmaker.services.introduction_lists import inbox as read_inbox
from matchmaker.services.outcome_lists import waiting_outcomes
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.introduction import AppealForm, DeclineForm, RequestForm
from matchmaker.web.guards import SIGNED_IN, access, load_or_404
from matchmaker.web.introduction_page import Page, done, introduction_page
from matchmaker.web.parts import now
from models import Introduction

pages = Blueprint("introductions", __name__)


@pages.get("/introductions")
@access(SIGNED_IN)
def inbox() -> Page:
    return render_template(
        "introductions/inbox.html",
        inbox=read_inbox(db(), actor()),
        keys_of=keys_of,
        outcomes=waiting_outcomes(db(), actor()),
    )


@pages.get("/introductions/all/<group>")
@access(SIGNED_IN)
def group(group: str) -> Page:
    found = group_page(db(), actor(), group, page=request.args.get("page", 1, type=int))
    return render_template(
        "introductions/group.html",
        list=found,
        keys_of=keys_of,
        href=lambda page: url_for(".group", group=group, page=page),
    )


@pages.get("/introductions/<reference>")
@access(Permission.INTRODUCTION_READ)
def show(reference: str) -> Page:
    return introduction_page(load_or_404(Introduction, reference, Permission.INTRODUCTION_READ))


@pages.post("/introductions/<reference>/give-information")
@access(Permission.INTRODUCTION_ANSWER)
def give_information(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    form = RequestForm()
    if not form.validate_on_submit():
        return introduction_page(introduction, give_information=form)
    introduction_requests.give_information(
        db(), actor(), introduction, form.to_request(), now=now()
    )
    return done(reference, _("Your request is with the secretariat again."))


@pages.post("/introductions/<reference>/appeal")
@access(Permission.INTRODUCTION_ANSWER)
def appeal(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    form = AppealForm()
    if not form.validate_on_submit():
        return introduction_page(introduction, appeal=form)
    introduction_appeals.appeal(
        db(), actor(), introduction, reason=form.reason.data or "", now=now()
    )
    return done(reference, _("Your appeal is with the secretariat. Another officer decides."))


@pages.post("/introductions/<reference>/consent")
@access(Permission.INTRODUCTION_ANSWER)
def consent(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    service.consent(db(), actor(), introduction, now=now())
    if introduction.state == "introduced":
        return done(reference, _("The last key is turned. All sides have the names now."))
    return done(reference, _("Your key is turned. The others are still to answer."))


@pages.post("/introductions/<reference>/decline")
@access(Permission.INTRODUCTION_ANSWER)
def decline(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    form = DeclineForm()
    if not form.validate_on_submit():
        return introduction_page(introduction, decline=form)
    service.decline(db(), actor(), introduction, reason=form.reason.data or "", now=now())
    return done(reference, _("The introduction is closed. Your name was not given to anybody."))


@pages.post("/introductions/<reference>/withdraw")
@access(Permission.INTRODUCTION_ANSWER)
def withdraw(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_ANSWER)
    service.withdraw(db(), actor(), introduction, now=now())
    return done(reference, _("Your request is withdrawn."))
