"""Innovation partnerships: the list, one partnership's page, and the secretariat's form."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import partnership_desk, partnerships, reports
from matchmaker.services.introduction_keys import keys_of
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.partnership import FoundForm, PartnershipForm
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import SIGNED_IN, access, load_or_404
from matchmaker.web.parts import now
from models import Partnership

pages = Blueprint("partnerships", __name__, url_prefix="/partnerships")
Page = str | tuple[str, int] | Response


@pages.get("")
@access(SIGNED_IN)
def index() -> Page:
    return render_template(
        "partnerships/list.html",
        partnerships=partnerships.cards(db(), actor()),
        may_edit=allows(actor(), Permission.PARTNERSHIP_EDIT),
    )


@pages.get("/<reference>")
@access(SIGNED_IN)
def show(reference: str) -> Page:
    partnership = load_or_404(Partnership, reference, Permission.PARTNERSHIP_READ)
    return render_template(
        "partnerships/show.html",
        partnership=partnerships.show(db(), actor(), partnership),
        keys_of=keys_of,
        reports=reports.of_partnership(db(), actor(), partnership),
        may_edit=allows(actor(), Permission.PARTNERSHIP_EDIT, partnership),
    )


@pages.route("/new", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_EDIT)
def found() -> Page:
    form = FoundForm()
    form.offer(partnership_desk.candidates(db()))
    if not form.validate_on_submit():
        return _form_page(form)
    try:
        made = partnership_desk.found(db(), actor(), form.profile(), now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _form_page(form)
    flash(_("The partnership is founded."), "success")
    return redirect(url_for(".show", reference=made.reference), 303)


@pages.route("/<reference>/edit", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_EDIT)
def edit(reference: str) -> Page:
    partnership = load_or_404(Partnership, reference, Permission.PARTNERSHIP_EDIT)
    form = PartnershipForm(data=PartnershipForm.filled(partnership))
    form.offer(partnership_desk.candidates(db()))
    if not form.validate_on_submit():
        return _form_page(form, partnership)
    read = form.version_read()
    try:
        partnership_desk.change(db(), actor(), partnership, form.profile(), version=read, now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _form_page(form, partnership)
    flash(_("The partnership is saved."), "success")
    return redirect(url_for(".show", reference=reference), 303)


def _form_page(form: PartnershipForm, partnership: Partnership | None = None) -> Page:
    page = render_template("partnerships/form.html", form=form, partnership=partnership)
    return page, 422 if form.errors else 200
