"""The answer to a proposed match, and sharing it with colleagues."""

from typing import Any, Final

from flask_babel import lazy_gettext
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.web.forms.base import Form
from models.match import NOTE_MAX

_AREA: Final = {"maxlength": NOTE_MAX, "rows": 4}


class AnswerForm(Form):
    """The buttons of a match card; the service knows the answers that there are.

    ``note`` is ``None`` where the card has no field for it.
    """

    answer = StringField()
    reason = StringField()
    note = StringField()


class ShareForm(Form):
    """The service knows who is a colleague: no other is accepted, whatever the form offers."""

    to = SelectMultipleField(
        lazy_gettext("Colleagues"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    note = TextAreaField(
        lazy_gettext("A word with it"),
        description=lazy_gettext(
            "Read by the colleagues of your organization alone; it goes to no one else."
        ),
        render_kw=_AREA,
    )

    def offer(self, people: list[Any]) -> None:
        """Offer these colleagues (``id``, ``name``, ``job_title``) as tick boxes."""
        self.to.choices = [
            (one.id, f"{one.name}, {one.job_title}" if one.job_title else one.name)
            for one in people
        ]
