"""The form of a kept search: its name, and how often news of it are told."""

from typing import Final

from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from matchmaker.phrases import N_
from matchmaker.web.forms.base import Form
from models.saved_search import NAME_MAX

_ALERTS: Final = (("off", N_("Never")), ("daily", N_("Every day")), ("weekly", N_("Every week")))


class SearchForm(Form):
    """What is asked for travels beside it, under the names that the browse page's address has."""

    name = StringField("Name", [DataRequired("Give the search a name."), Length(max=NAME_MAX)])
    alert = SelectField(
        "Tell me of new listings",
        choices=[SelectChoice(code, label) for code, label in _ALERTS],
        default="weekly",
    )
