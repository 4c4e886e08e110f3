"""Frozen reports: the list, a new one with its preview, its figures, its files."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import partnerships
from matchmaker.services import reports as service
from matchmaker.web.actor import actor
from matchmaker.web.db import db, reads
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.forms.report import ReportForm
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from matchmaker.web.report_parts import sent, shown
from models import ReportSnapshot

pages = Blueprint("reports", __name__, url_prefix="/secretariat/reports")
Page = str | tuple[str, int] | Response


@pages.get("")
@access(Permission.REPORT_READ)
def index() -> Page:
    return render_template("reports/list.html", snapshots=service.snapshots(db(), actor()))


@pages.get("/new")
@access(Permission.REPORT_MAKE)
def new() -> Page:
    form = ReportForm.of_this_year(now().date(), request.args.get("scope", ""))
    return render_template("reports/new.html", form=_offering(form))


@pages.post("/preview")
@access(Permission.REPORT_MAKE)
@reads
def preview() -> Page:
    form = _offering(ReportForm())
    if not form.validate_on_submit():
        return render_template("reports/new.html", form=form), 422
    try:
        report = service.preview(db(), actor(), form.asked(), now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return render_template("reports/new.html", form=form), 422
    others = service.overlapping(db(), form.asked())
    return render_template("reports/preview.html", form=form, others=others, **shown(report))


@pages.post("")
@access(Permission.REPORT_MAKE)
def take() -> Page:
    form = _offering(ReportForm())
    if not form.validate_on_submit():
        return render_template("reports/new.html", form=form), 422
    try:
        snapshot = service.take(db(), actor(), form.asked(), now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return render_template("reports/new.html", form=form), 422
    flash(_("The report is frozen."), "success")
    return redirect(url_for(".show", reference=snapshot.reference), 303)


@pages.get("/<reference>")
@access(Permission.REPORT_READ)
def show(reference: str) -> Page:
    snapshot = load_or_404(ReportSnapshot, reference, Permission.REPORT_READ)
    report = service.read(snapshot)
    return render_template("reports/show.html", snapshot=snapshot, **shown(report))


@pages.post("/<reference>/download")
@access(Permission.REPORT_READ)
def download(reference: str) -> Response:
    return sent(load_or_404(ReportSnapshot, reference, Permission.REPORT_READ))


def _offering(form: ReportForm) -> ReportForm:
    cards = partnerships.cards(db(), actor())
    return form.offer([(card.reference, card.name) for card in cards])
