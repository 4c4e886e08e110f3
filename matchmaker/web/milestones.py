"""Milestones for COPs and summits: the own ones, and the secretariat's view of all."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import milestones as service
from matchmaker.services import organizations
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.milestone import MilestoneForm
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import Milestone, Organization

pages = Blueprint("milestones", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/organization/milestones")
@access(Permission.MILESTONE_READ)
def own() -> Page:
    mine = organizations.permitted(db(), actor(), Permission.ORGANIZATION_OWN)
    mine = [row for row in mine if row.id in actor().organizations_as(*_MEMBERS)]
    organization = _wanted(mine)
    return render_template(
        "milestones/own.html",
        organization=organization,
        others=[other for other in mine if other is not organization],
        milestones=service.of_organization(db(), actor(), organization),
        can_report=allows(actor(), Permission.MILESTONE_REPORT, organization),
    )


@pages.route("/organization/<reference>/milestones/new", methods=["GET", "POST"])
@access(Permission.MILESTONE_REPORT)
def new(reference: str) -> Page:
    organization = load_or_404(Organization, reference, Permission.MILESTONE_REPORT)
    form = MilestoneForm()
    if not form.validate_on_submit():
        return _form_page(form, organization)
    try:
        service.report(db(), actor(), organization, form.values(), now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _form_page(form, organization)
    flash(_("The milestone is reported."), "success")
    return _back(organization)


@pages.route("/organization/milestones/<reference>", methods=["GET", "POST"])
@access(Permission.MILESTONE_EDIT)
def edit(reference: str) -> Page:
    milestone = load_or_404(Milestone, reference, Permission.MILESTONE_EDIT)
    form = MilestoneForm(obj=milestone)
    if not form.validate_on_submit():
        return _form_page(form, milestone.organization, milestone)
    read = form.version_read()
    try:
        service.change(db(), actor(), milestone, form.values(), version=read, now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _form_page(form, milestone.organization, milestone)
    flash(_("The milestone is saved."), "success")
    return _back(milestone.organization)


@pages.post("/organization/milestones/<reference>/remove")
@access(Permission.MILESTONE_EDIT)
def remove(reference: str) -> Page:
    milestone = load_or_404(Milestone, reference, Permission.MILESTONE_EDIT)
    service.remove(db(), actor(), milestone, now=now())
    flash(_("The milestone is removed."), "success")
    return _back(milestone.organization)


@pages.get("/secretariat/milestones")
@access(Permission.REPORT_READ)
def everything() -> Page:
    names = ("event", "activity", "state")
    chosen = {name: request.args.get(name, "") for name in names}
    page = request.args.get("page", 1, type=int)
    found = service.find(db(), actor(), service.Wanted(**chosen, page=page))
    kept: dict[str, Any] = {name: code for name, code in chosen.items() if code}
    return render_template(
        "milestones/all.html",
        found=found,
        chosen=chosen,
        href=lambda number: url_for(".everything", page=number, **kept),
    )


_MEMBERS = ("contributor", "representative")


def _wanted(mine: list[Organization]) -> Organization:
    """The organization that the address names, or the first."""
    wanted = request.args.get("organization", "")
    for organization in mine:
        if not wanted or organization.reference == wanted:
            return organization
    raise NotFound("You do not belong to an organization here.")


def _form_page(
    form: MilestoneForm, organization: Organization, milestone: Milestone | None = None
) -> Page:
    page = render_template(
        "milestones/form.html", form=form, organization=organization, milestone=milestone
    )
    return (page, 422) if form.errors else page


def _back(organization: Organization) -> Response:
    return redirect(url_for(".own", organization=organization.reference), 303)
