"""Letting a version of the ranking rank, and going back."""

from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from matchmaker.phrases import phrase
from matchmaker.services.ranker_switch import REASON_MAX
from matchmaker.web.forms.base import Form


class PromoteForm(Form):
    """``force`` is asked for only where something speaks against the version."""

    version = IntegerField("Version", [InputRequired("Choose a version.")])
    force = BooleanField("Promote it all the same")
    reason = TextAreaField(
        "Why",
        [
            Optional(),
            Length(
                max=REASON_MAX, message=phrase("Use at most %(most)s characters.", most=REASON_MAX)
            ),
        ],
        description="Stands beside the switch and in the audit log.",
    )
