"""The view of a country, for its government and the secretariat."""

import io

from flask import Blueprint, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from matchmaker.documents.report_csv import report_csv
from matchmaker.errors import NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import country_view as service
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.guards import access
from matchmaker.web.parts import now
from matchmaker.web.report_parts import shown

pages = Blueprint("country", __name__)


@pages.get("/country")
@access(Permission.COUNTRY_READ)
def show() -> str:
    code = service.chosen(db(), actor(), request.args.get("code", ""))
    may_choose = allows(actor(), Permission.REPORT_READ)
    told = shown(service.view(db(), actor(), code, now=now())) if code else {"report": None}
    return render_template(
        "country/show.html",
        code=code,
        countries=service.countries(db()) if may_choose else [],
        csv_url=url_for(".figures", code=code),
        **told,
    )


@pages.get("/country/figures.csv")
@access(Permission.COUNTRY_READ)
def figures() -> Response:
    code = service.chosen(db(), actor(), request.args.get("code", ""))
    if not code:
        raise NotFound("Choose a country first.")
    content = report_csv(service.view(db(), actor(), code, now=now()))
    name = f"country-{code}-{now():%Y-%m-%d}.csv"
    return send_file(
        io.BytesIO(content), mimetype="text/csv", as_attachment=True, download_name=name
    )
