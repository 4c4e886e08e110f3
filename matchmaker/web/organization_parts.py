"""Units, facilities and people of an institute: one form each to add, change and remove."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import institutes as service
from matchmaker.services.institutes import Part, kind_of
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.institute import PartForm, form_for
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import Organization

pages = Blueprint("organization_parts", __name__, url_prefix="/organization")
Page = str | tuple[str, int] | Response


@pages.route("/<reference>/<kind>/new", methods=["GET", "POST"])
@access(Permission.INSTITUTE_EDIT)
def new(reference: str, kind: str) -> Page:
    what = kind_of(kind)
    organization = load_or_404(Organization, reference, Permission.INSTITUTE_EDIT)
    form = form_for(kind, organization)
    if not form.validate_on_submit():
        return _form_page(form, organization, kind)
    try:
        service.add(db(), actor(), organization, what, form.values(), now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _form_page(form, organization, kind)
    flash(_("It is added to the page of your organization."), "success")
    return _back(organization, kind)


@pages.route("/<reference>/<kind>/<part>", methods=["GET", "POST"])
@access(Permission.INSTITUTE_EDIT)
def edit(reference: str, kind: str, part: str) -> Page:
    what = kind_of(kind)
    organization = load_or_404(Organization, reference, Permission.INSTITUTE_EDIT)
    row = service.part_of(db(), organization, what, part)
    form = form_for(kind, organization, row)
    if not form.validate_on_submit():
        return _form_page(form, organization, kind, row)
    read = form.version_read()
    try:
        service.change(db(), actor(), what, row, form.values(), version=read, now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _form_page(form, organization, kind, row)
    except Conflict as error:
        return _form_page(form.again(row.version, str(error)), organization, kind, row, 409)
    return _back(organization, kind)


@pages.post("/<reference>/<kind>/<part>/remove")
@access(Permission.INSTITUTE_EDIT)
def remove(reference: str, kind: str, part: str) -> Page:
    what = kind_of(kind)
    organization = load_or_404(Organization, reference, Permission.INSTITUTE_EDIT)
    row = service.part_of(db(), organization, what, part)
    service.remove(db(), actor(), what, row, now=now())
    flash(_("It is removed."), "success")
    return _back(organization, kind)


def _form_page(
    form: PartForm,
    organization: Organization,
    kind: str,
    part: Part | None = None,
    status: int = 422,
) -> Page:
    page = render_template(
        "organizations/part.html", form=form, organization=organization, kind=kind, part=part
    )
    return (page, status) if form.errors else page


def _back(organization: Organization, kind: str) -> Response:
    target = url_for("organizations.show", reference=organization.reference, _anchor=kind)
    return redirect(target, 303)
