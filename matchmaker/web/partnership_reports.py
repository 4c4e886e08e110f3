"""Frozen reports of a partnership, for its members and the secretariat."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from matchmaker.policies.permissions import Permission
from matchmaker.services import reports as service
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.report_parts import sent, shown
from models import ReportSnapshot

pages = Blueprint("partnership_reports", __name__, url_prefix="/partnerships/reports")


@pages.get("/<reference>")
@access(Permission.PARTNERSHIP_REPORT_READ)
def show(reference: str) -> str:
    snapshot = load_or_404(ReportSnapshot, reference, Permission.PARTNERSHIP_REPORT_READ)
    report = service.read(snapshot)
    return render_template("partnerships/report.html", snapshot=snapshot, **shown(report))


@pages.post("/<reference>/download")
@access(Permission.PARTNERSHIP_REPORT_READ)
def download(reference: str) -> Response:
    return sent(load_or_404(ReportSnapshot, reference, Permission.PARTNERSHIP_REPORT_READ))
