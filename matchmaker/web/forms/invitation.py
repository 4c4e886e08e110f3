"""Inviting an organization to list what is looked for."""

from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from matchmaker.web.forms.base import Form
from models.desk import NOTE_MAX


class InvitationForm(Form):
    """``organization`` is its reference. The note is read by the secretariat alone."""

    organization = HiddenField(validators=[DataRequired("Choose an organization.")])
    note = StringField("Note for the secretariat", validators=[Length(max=NOTE_MAX)])
