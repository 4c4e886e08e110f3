"""The weight for emerging and developing economies: what holds, and a new decision."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict
from matchmaker.policies.permissions import Permission
from matchmaker.services import fairness as service
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.fairness import WeightForm
from matchmaker.web.guards import access
from matchmaker.web.parts import now

pages = Blueprint("fairness", __name__, url_prefix="/secretariat/ranking/fairness")
Page = str | tuple[str, int] | Response


@pages.get("")
@access(Permission.RANKING_READ)
def show() -> Page:
    return render_template("secretariat/fairness.html", **panel_values())


@pages.post("")
@access(Permission.RANKING_SET)
def set_weight() -> Page:
    form = WeightForm()
    if not form.validate_on_submit():
        return render_template("secretariat/fairness.html", **panel_values(form)), 422
    try:
        service.set_weight(
            db(), actor(), weight=form.weight.data, note=form.note.data or "", now=now()
        )
    except Conflict as error:
        form.form_errors.append(str(error))
        return render_template("secretariat/fairness.html", **panel_values(form)), 409
    flash(_("The weight is set. All lists are being put in order again."), "success")
    return redirect(url_for(".show"), 303)


def panel_values(form: WeightForm | None = None) -> dict[str, Any]:
    """What ``secretariat/_fairness.html`` shows; ``form`` as it came in, a new one without."""
    panel = service.panel(db(), actor())
    fresh = WeightForm(formdata=None, weight=panel.weight)
    return {"fairness": panel, "fairness_form": form if form is not None else fresh}
