"""Forms of an introduction for its parties: ask, appeal, answer."""

from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.phrases import phrase
from matchmaker.services.introduction_requests import Request
from matchmaker.services.introductions import TEXT_MAX
from matchmaker.web.forms.base import Form
from matchmaker.web.forms.choices import choices_of
from models import vocabulary as v

_FITS = Length(max=TEXT_MAX, message=phrase("Use at most %(most)s characters.", most=TEXT_MAX))


class RequestForm(Form):
    """What the asking party writes; the same form completes a request that was sent back."""

    cooperation = SelectMultipleField(
        "Which cooperation do you want?",
        [InputRequired("Choose at least one kind of cooperation.")],
        choices=choices_of(v.COLLABORATIONS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    question = TextAreaField(
        "What is still unclear?",
        [_FITS],
        description="A question that the other side should be able to answer at the first meeting.",
    )
    about_us = TextAreaField(
        "About you, without your name",
        [DataRequired("Say in a sentence or two who asks, without the name."), _FITS],
        description=(
            "The other side reads this before it decides. Say what kind of organization you are "
            "and what you bring. Leave out names, sites and anything confidential."
        ),
    )

    def to_request(self) -> Request:
        return Request(
            tuple(self.cooperation.data or ()), self.question.data or "", self.about_us.data or ""
        )


class AppealForm(Form):
    reason = TextAreaField(
        "What should be looked at again?",
        [DataRequired("Say what the secretariat should look at again."), _FITS],
        id="appeal-reason",
        description="Another officer reads this with your request. A refusal can be appealed once.",
    )


class DeclineForm(Form):
    reason = RadioField(
        "Reason",
        [InputRequired("Choose a reason; only the secretariat sees it.")],
        choices=choices_of(v.DECLINE_REASONS),
        id="decline-reason",
        description="Only the secretariat sees it. The asking party learns nothing but the end.",
    )
