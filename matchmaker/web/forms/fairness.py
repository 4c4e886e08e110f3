"""How much weight listings from emerging and developing economies get in the order of lists."""

from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from matchmaker.phrases import phrase
from matchmaker.services.fairness import CHOICES, NOTE_MAX


class WeightForm(FlaskForm):
    weight = SelectField(
        "Weight in the order of lists",
        coerce=float,
        choices=[
            SelectChoice(weight, f"{weight:g} – {meaning}") for weight, meaning in CHOICES.items()
        ],
        description="It moves places in lists only. Scores, bands and reasons stay as they are.",
    )
    note = TextAreaField(
        "Why",
        [
            DataRequired("Say why, so that others can follow the decision."),
            Length(max=NOTE_MAX, message=phrase("Use at most %(most)s characters.", most=NOTE_MAX)),
        ],
        description="Stands beside the decision and in the audit log.",
    )
