"""An officer's own interests: declare one, end one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import interests
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.decision import DeclareForm
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import access
from matchmaker.web.parts import now

pages = Blueprint("interests", __name__, url_prefix="/secretariat/interests")
Page = str | tuple[str, int] | Response


@pages.get("")
@access(Permission.INTEREST_DECLARE)
def show() -> Page:
    return _page(DeclareForm(formdata=None))


@pages.post("")
@access(Permission.INTEREST_DECLARE)
def declare() -> Page:
    form = DeclareForm()
    form.offer(interests.choices(db(), actor()))
    if not form.validate_on_submit():
        return _page(form), 422
    reference, reason = form.organization.data, form.reason.data or ""
    try:
        interests.declare(
            db(), actor(), interests.chosen(db(), reference), reason=reason, now=now()
        )
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _page(form), 422
    flash(_("Noted. Other officers decide the cases of this organization."), "success")
    return redirect(url_for(".show"), 303)


@pages.post("/<int:interest_id>/end")
@access(Permission.INTEREST_DECLARE)
def end(interest_id: int) -> Response:
    interests.end(db(), actor(), interest_id, now=now())
    flash(_("Ended. The declaration stays on the record."), "success")
    return redirect(url_for(".show"), 303)


def _page(form: DeclareForm) -> str:
    form.offer(interests.choices(db(), actor()))
    standing = interests.standing(db(), actor())
    return render_template("secretariat/interests.html", interests=standing, form=form)
