"""The form of a new API token."""

from typing import Final

from wtforms import PasswordField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from matchmaker.phrases import N_
from matchmaker.services.api_tokens import NAME_MAX
from matchmaker.services.users import PASSWORD_MAX
from matchmaker.web.forms.base import Form

_VALIDITIES: Final = (
    (7, N_("1 week")),
    (30, N_("30 days")),
    (90, N_("90 days")),
    (365, N_("1 year")),
)


class TokenForm(Form):
    """Asks for the password: a browser that was left open is not enough for a year's access."""

    name = StringField(
        "Name",
        [DataRequired("Give the token a name."), Length(max=NAME_MAX)],
        description="The program or the machine that will use it.",
    )
    days = SelectField(
        "Valid for",
        choices=[SelectChoice(days, label) for days, label in _VALIDITIES],
        coerce=int,
        default=90,
    )
    current = PasswordField(
        "Present password", [DataRequired("Enter your present password."), Length(max=PASSWORD_MAX)]
    )
