"""The own organization's members: inviting, roles, ending a membership; and joining by a link."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import member_links, users
from matchmaker.services import members as service
from matchmaker.services.saying import say
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.formats import locale
from matchmaker.web.forms.member import InviteForm
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import PUBLIC, access, load_or_404
from matchmaker.web.parts import now, parts
from models import Organization

pages = Blueprint("members", __name__)
Page = str | tuple[str, int] | Response


@pages.route("/organization/<reference>/members", methods=["GET", "POST"])
@access(Permission.ORGANIZATION_MEMBERS)
def show(reference: str) -> Page:
    organization = load_or_404(Organization, reference, Permission.ORGANIZATION_MEMBERS)
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(organization, form)
    try:
        service.invite(db(), actor(), organization, **form.values(), now=now())
    except (InvalidFields, Conflict) as error:
        add_problems(form, getattr(error, "problems", {"": str(error)}))
        return _page(organization, form)
    flash(_("The invitation goes out by mail, to that address alone."), "success")
    return _back(organization)


@pages.post("/organization/<reference>/members/<int:user_id>/role")
@access(Permission.ORGANIZATION_MEMBERS)
def set_role(reference: str, user_id: int) -> Page:
    organization = load_or_404(Organization, reference, Permission.ORGANIZATION_MEMBERS)
    role = request.form.get("role", "")
    try:
        service.set_role(db(), actor(), organization, user_id, role, now=now())
    except Conflict as error:
        return _refused(organization, error)
    flash(_("The role is changed."), "success")
    return _back(organization) if user_id != actor().user_id else _home()


@pages.post("/organization/<reference>/members/<int:user_id>/end")
@access(Permission.ORGANIZATION_MEMBERS)
def end(reference: str, user_id: int) -> Page:
    organization = load_or_404(Organization, reference, Permission.ORGANIZATION_MEMBERS)
    try:
        service.end(db(), actor(), organization, user_id, now=now())
    except Conflict as error:
        return _refused(organization, error)
    flash(_("The membership has ended."), "success")
    return _back(organization) if user_id != actor().user_id else _home()


@pages.post("/organization/<reference>/members/invitations/<invitation>/end")
@access(Permission.ORGANIZATION_MEMBERS)
def take_back(reference: str, invitation: str) -> Page:
    organization = load_or_404(Organization, reference, Permission.ORGANIZATION_MEMBERS)
    service.take_back(db(), actor(), organization, invitation, now=now())
    flash(_("The invitation is taken back; its link opens nothing any more."), "success")
    return _back(organization)


@pages.route("/join/<token>", methods=["GET", "POST"])
@access(PUBLIC)
def join(token: str) -> Page:
    """Reading the page changes nothing: mail programs open links before people do."""
    key = parts().config.secret_key
    invitation = member_links.read(db(), key, token, now=now())
    if request.method == "GET":
        return render_template("organizations/join.html", invitation=invitation)
    user = service.accept(db(), invitation, now=now())
    if user.password_hash:
        flash(_("You have joined. Sign in as always."), "success")
        return redirect(url_for("account.sign_in"), 303)
    word = users.password_token(user, key)
    return redirect(url_for("account.set_password", token=word), 303)


def _page(organization: Organization, form: InviteForm) -> Page:
    page = render_template(
        "organizations/members.html",
        organization=organization,
        members=service.members(db(), actor(), organization),
        invitations=service.invitations(db(), actor(), organization),
        is_over=lambda row: member_links.is_over(row, now=now()),
        form=form,
    )
    return (page, 422) if form.errors else page


def _refused(organization: Organization, error: Conflict) -> Response:
    """Another tab, or another representative, was faster: nothing was changed."""
    flash(say(locale().language, str(error)), "warning")
    return _back(organization)


def _back(organization: Organization) -> Response:
    return redirect(url_for(".show", reference=organization.reference), 303)


def _home() -> Response:
    """Who has changed the own role may not see the list any more."""
    return redirect(url_for("dashboard.home"), 303)
