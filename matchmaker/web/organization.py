"""The own organization: profile, people, and its listings with their matches."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields, NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import organizations as service
from matchmaker.services import partnerships
from matchmaker.services.directory import listed_people
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.organization import OrganizationForm
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import Organization
from models import vocabulary as v

pages = Blueprint("organization", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/organization")
@access(Permission.ORGANIZATION_OWN)
def show() -> Page:
    mine = service.permitted(db(), actor(), Permission.ORGANIZATION_OWN)
    organization = _wanted(mine)
    state, page = _wanted_state(), request.args.get("page", 1, type=int)
    own = service.own_listings(db(), actor(), organization, state=state, page=page, now=now())
    return render_template(
        "organization/show.html",
        organization=organization,
        others=[other for other in mine if other is not organization],
        own=own,
        partnerships=partnerships.names_of(db(), organization),
        state=state,
        people=service.people(db(), organization),
        listed_people=listed_people(db(), actor(), organization),
        can_edit_parts=allows(actor(), Permission.INSTITUTE_EDIT, organization),
        can_edit=allows(actor(), Permission.ORGANIZATION_EDIT, organization),
        page_href=partial(_page_url, organization.reference, state),
        manages=allows(actor(), Permission.ORGANIZATION_MEMBERS, organization),
        can_write=allows(actor(), Permission.LISTING_CREATE, organization),
    )


@pages.route("/organization/<reference>/edit", methods=["GET", "POST"])
@access(Permission.ORGANIZATION_EDIT)
def edit(reference: str) -> Page:
    organization = load_or_404(Organization, reference, Permission.ORGANIZATION_EDIT)
    form = OrganizationForm(obj=organization)
    if not form.validate_on_submit():
        return _form_page(form, organization)
    values, read = form.values(), form.version_read()
    try:
        service.update_profile(db(), actor(), organization, values, version=read, now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _form_page(form, organization)
    except Conflict as error:
        return _form_page(form.again(organization.version, str(error)), organization, 409)
    flash(_("The profile is saved."), "success")
    return redirect(url_for(".show", organization=reference), 303)


def _form_page(form: OrganizationForm, organization: Organization, status: int = 422) -> Page:
    page = render_template("organization/edit.html", form=form, organization=organization)
    return (page, status) if form.errors else page


def _wanted(mine: list[Organization]) -> Organization:
    """The organization that the address names, or the first."""
    wanted = request.args.get("organization", "")
    for organization in mine:
        if not wanted or organization.reference == wanted:
            return organization
    raise NotFound("You do not belong to an organization here.")


def _wanted_state() -> str:
    """The state that the address asks for; empty for none, as for a word that is none."""
    state = request.args.get("state", "")
    return state if state in v.LISTING_STATES else ""


def _page_url(reference: str, state: str, page: int) -> str:
    return url_for(".show", organization=reference, state=state or None, page=page)
