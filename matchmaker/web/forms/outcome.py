"""Reporting what came of an introduction."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from matchmaker.services.introductions import TEXT_MAX
from matchmaker.web.forms.choices import choices_of
from models import vocabulary as v


class OutcomeForm(FlaskForm):
    """``stages`` are the codes that may be reported next."""

    stage = SelectField("How far has it come?", [DataRequired("Choose a stage.")])
    happened_on = DateField("When", [InputRequired("Enter the day, such as 2026-11-23.")])
    abatement_t_per_year = FloatField(
        "Emissions avoided (t CO₂e per year)",
        [Optional(), NumberRange(min=0, message="Enter 0 or more.")],
        description="For a plant in operation, if you know it.",
    )
    note = TextAreaField(
        "Note",
        [Length(max=TEXT_MAX, message=f"Use at most {TEXT_MAX} characters.")],
        description="The other party and the secretariat read this.",
    )

    def offer(self, stages: Sequence[str]) -> None:
        """Offer the stages that come next."""
        choices = choices_of(v.OUTCOME_STAGES, blank="Choose a stage")
        self.stage.choices = [choice for choice in choices if choice.value in ("", *stages)]

    def values(self) -> dict[str, Any]:
        """What ``services.outcomes.report`` takes."""
        return {
            "stage": self.stage.data,
            "happened_on": self.happened_on.data,
            "note": self.note.data or "",
            "abatement_t_per_year": self.abatement_t_per_year.data,
        }
