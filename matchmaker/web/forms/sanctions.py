"""Deciding whether an organization is the one that the sanctions list means."""

from collections.abc import Sequence

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from matchmaker.phrases import N_, phrase
from matchmaker.services.sanctions import NOTE_MAX
from matchmaker.web.forms.base import Form

_ACTIONS = {
    "clear": N_("Clear: it is somebody else"),
    "confirm": N_("Confirm: it is the listed one"),
}


class DecideForm(Form):
    """``decision`` is an action, one of those that the hit's state allows."""

    decision = RadioField("Your decision", [InputRequired("Choose one of them.")])
    note = TextAreaField(
        "What it rests on",
        [
            DataRequired("Say what your decision rests on."),
            Length(max=NOTE_MAX, message=phrase("Use at most %(most)s characters.", most=NOTE_MAX)),
        ],
        description="What you have compared and where: register, address, owners, the list's own "
        "text. It stands beside the hit and in the audit log.",
        render_kw={"rows": 5, "maxlength": NOTE_MAX},
    )

    def offer(self, actions: Sequence[str]) -> None:
        self.decision.choices = [(action, _ACTIONS[action]) for action in actions]
