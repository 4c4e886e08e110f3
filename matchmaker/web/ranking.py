"""Match quality: what answers say of it, champion and challenger, the switch and the way back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import match_quality, ranker_switch
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.fairness import panel_values
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.forms.ranking import PromoteForm
from matchmaker.web.guards import access
from matchmaker.web.parts import now

pages = Blueprint("ranking", __name__, url_prefix="/secretariat/ranking")
Page = str | tuple[str, int] | Response


@pages.get("")
@access(Permission.RANKING_READ)
def show() -> Page:
    return _page(PromoteForm(formdata=None))


@pages.post("/promote")
@access(Permission.RANKING_SET)
def promote() -> Page:
    form = PromoteForm()
    if not form.validate_on_submit():
        return _page(form), 422
    version, reason = form.version.data or 0, form.reason.data or ""
    try:
        ranker_switch.promote(
            db(), actor(), version, now=now(), force=form.force.data, reason=reason
        )
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _page(form), 422
    except Conflict as error:
        form.form_errors.append(str(error))
        return _page(form), 409
    flash(
        _("Version %(version)s ranks. All matches are being made again.", version=version),
        "success",
    )
    return redirect(url_for(".show"), 303)


@pages.post("/roll-back")
@access(Permission.RANKING_SET)
def roll_back() -> Page:
    ranker_switch.rollback(db(), actor(), now=now())
    flash(_("What ranked before ranks again. All matches are being made again."), "success")
    return redirect(url_for(".show"), 303)


def _page(form: PromoteForm) -> str:
    found = match_quality.quality(db(), actor())
    return render_template("secretariat/ranking.html", quality=found, form=form, **panel_values())
