"""How much weight listings from emerging and developing economies get in the order of lists."""

from typing import Final

from wtforms import SelectField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from matchmaker.phrases import Phrase, phrase
from matchmaker.services.fairness import CHOICES, NOTE_MAX
from matchmaker.web.forms.base import Form

_WEIGHT: Final = "%(weight)s – %(meaning)s"  # the same in every language


def _told(weight: float, meaning: str) -> str:
    return Phrase(_WEIGHT, weight=weight, meaning=phrase(meaning))


class WeightForm(Form):
    weight = SelectField(
        "Weight in the order of lists",
        coerce=float,
        choices=[
            SelectChoice(weight, _told(weight, meaning)) for weight, meaning in CHOICES.items()
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
