"""The secretariat's note on a listing that it checks."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from matchmaker.phrases import phrase
from matchmaker.web.forms.base import Form

NOTE_MAX = 2_000


class ChangesForm(Form):
    note = TextAreaField(
        "What should change",
        [
            DataRequired("Write what the owner should change."),
            Length(max=NOTE_MAX, message=phrase("Use at most %(most)s characters.", most=NOTE_MAX)),
        ],
        description="The owner reads this beside the listing.",
    )
