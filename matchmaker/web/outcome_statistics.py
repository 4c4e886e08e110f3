"""What came of introductions over time, and the introductions behind each number."""

import datetime as dt
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from matchmaker.documents.columns import Column, Series, stacked_columns
from matchmaker.documents.drawn import drawn
from matchmaker.policies.permissions import Permission
from matchmaker.services import outcome_cases
from matchmaker.services.outcome_cases import Filters
from matchmaker.services.outcome_statistics import ORDER, OutcomeFigures, outcomes_between
from matchmaker.services.quarters import Quarter
from matchmaker.web import formats
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.guards import access
from matchmaker.web.parts import now
from matchmaker.web.template_tools import label
from models import vocabulary as v

pages = Blueprint("outcome_statistics", __name__, url_prefix="/secretariat/outcomes")
#: The network is younger than this; what is counted is everything.
_BEGINNING: Final = dt.date(2000, 1, 1)


@pages.get("")
@access(Permission.OUTCOMES_READ)
def show() -> str:
    figures = outcomes_between(db(), _BEGINNING, now().date() + dt.timedelta(days=1))
    return render_template(
        "secretariat/outcomes.html",
        figures=figures,
        stages_picture=_stages_picture(figures),
        abatement_picture=_abatement_picture(figures),
    )


@pages.get("/cases")
@access(Permission.OUTCOMES_READ)
def cases() -> str:
    filters = _filters()
    page = request.args.get("page", 1, type=int)
    given = {name: value for name, value in request.args.items() if name != "page"}
    return render_template(
        "secretariat/outcome_cases.html",
        filters=filters,
        found=outcome_cases.cases(db(), actor(), filters, page=page),
        page_url=lambda number: f"?{urlencode({**given, 'page': number})}",
    )


def _filters() -> Filters:
    """Codes that are in no list ask for nothing that exists, and are left out."""

    def code(name: str, vocabulary: v.Vocabulary) -> str:
        value = request.args.get(name, "")
        return value if value in vocabulary else ""

    return Filters(
        stage=code("stage", v.OUTCOME_STAGES),
        quarter=Quarter.parse(request.args.get("quarter", "")),
        reason=code("reason", v.CLOSING_REASONS),
        attribution=code("attribution", v.ATTRIBUTIONS),
        method=code("method", v.ABATEMENT_METHODS),
        confirmed=request.args.get("confirmed") == "1",
    )


def _stages_picture(figures: OutcomeFigures) -> Markup:
    """Every text of the picture is escaped where it is drawn."""
    picture = stacked_columns(
        _("Stages reached by quarter"),
        ngettext(
            "%(num)s quarter; the table beside it holds every number.",
            "%(num)s quarters; the table beside it holds every number.",
            len(figures.quarters),
        ),
        [Series(label(s, "outcome_stages"), ORDER.index(s)) for s in figures.stages],
        [
            Column(q.label, tuple(float(figures.reached.get((q, s), 0)) for s in figures.stages))
            for q in figures.quarters
        ],
        identifier="stages-picture",
        number=formats.number,
    )
    return drawn(picture)


def _abatement_picture(figures: OutcomeFigures) -> Markup:
    methods = list(v.ABATEMENT_METHODS)
    picture = stacked_columns(
        _("Confirmed emissions avoided, in t CO₂e per year"),
        _(
            "Cumulated to the end of each quarter, by method;"
            " the table beside it holds every number."
        ),
        [Series(label(m, "abatement_methods"), methods.index(m)) for m in figures.methods],
        [
            Column(a.quarter.label, tuple(max(a.by_method[m], 0.0) for m in figures.methods))
            for a in figures.abatement
        ],
        identifier="abatement-picture",
        number=formats.number,
    )
    return drawn(picture)
