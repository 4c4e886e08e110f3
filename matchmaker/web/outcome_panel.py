"""What the page of an introduction shows of its outcomes: the timeline, the report, the clock."""

from dataclasses import dataclass

from flask import request
from flask_wtf import FlaskForm

from matchmaker.services import check_ins
from matchmaker.services.outcome_views import OutcomeView, outcome_views
from matchmaker.services.outcomes import next_stages
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.outcome import OutcomeForm
from matchmaker.web.parts import now
from models import Introduction


@dataclass(frozen=True, slots=True)
class Panel:
    """The timeline, and what there is to say of check-ins."""

    outcomes: list[OutcomeView]
    check_in: check_ins.Standing | None


def panel(introduction: Introduction) -> Panel | None:
    """``None`` while nothing can have come of it."""
    if introduction.state != "introduced":
        return None
    return Panel(
        outcome_views(actor(), introduction),
        check_ins.standing_of(db(), actor(), introduction),
    )


def forms(introduction: Introduction) -> dict[str, FlaskForm]:
    """The report as it looks before anything is typed; a check-in's answer may be chosen."""
    form = OutcomeForm(formdata=None)
    form.offer(next_stages(introduction))
    form.happened_on.data = now().date()
    form.stage.data = request.args.get("stage", "")
    return {"report": form}
