"""Sanctions for the secretariat: the list in use, what resembles it, and the decision."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import sanctions as service
from matchmaker.services import sanctions_desk
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.forms.sanctions import DecideForm
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import SanctionsHit
from models import vocabulary as v

pages = Blueprint("sanctions", __name__, url_prefix="/secretariat/sanctions")
Page = str | tuple[str, int] | Response


@pages.get("")
@access(Permission.SECRETARIAT_VIEW)
def show() -> Page:
    state = request.args.get("state", "")
    state = state if state in v.SANCTIONS_HIT_STATES else "open"
    page = request.args.get("page", 1, type=int)
    return render_template(
        "secretariat/sanctions.html",
        desk=sanctions_desk.desk(db(), actor(), state=state, page=page),
        state=state,
        page_href=partial(_page_url, state),
    )


@pages.get("/<reference>")
@access(Permission.SANCTIONS_DECIDE)
def case(reference: str) -> Page:
    hit = load_or_404(SanctionsHit, reference, Permission.SANCTIONS_DECIDE)
    return _case_page(hit, DecideForm(formdata=None))


@pages.post("/<reference>")
@access(Permission.SANCTIONS_DECIDE)
def decide(reference: str) -> Page:
    hit = load_or_404(SanctionsHit, reference, Permission.SANCTIONS_DECIDE)
    form = DecideForm()
    form.offer(sanctions_desk.case(db(), hit).actions)
    if not form.validate_on_submit():
        return _case_page(hit, form), 422
    try:
        service.decide(db(), actor(), hit, form.decision.data, note=form.note.data or "", now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _case_page(hit, form), 422
    flash(_("The decision is kept, and stands in the audit log."), "success")
    return redirect(url_for(".show"), 303)


def _case_page(hit: SanctionsHit, form: DecideForm) -> str:
    found = sanctions_desk.case(db(), hit)
    form.offer(found.actions)
    return render_template("secretariat/sanctions_case.html", case=found, form=form)


def _page_url(state: str, page: int) -> str:
    return url_for(".show", state=state, page=page)
