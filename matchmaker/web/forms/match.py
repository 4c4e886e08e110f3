"""The answer to a proposed match."""

from flask_wtf import FlaskForm
from wtforms import StringField


class AnswerForm(FlaskForm):
    """The buttons of a match card; the service knows the answers that there are."""

    answer = StringField()
    reason = StringField()
