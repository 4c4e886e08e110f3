"""Forms of a question: ask, answer, relay or return, and how questions travel."""

from typing import Final

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from matchmaker.phrases import phrase
from matchmaker.services.questions import REASON_MAX
from matchmaker.web.forms.base import Form
from matchmaker.web.forms.choices import choices_of
from models import vocabulary as v
from models.question import NOTE_MAX, TEXT_MAX

_AREA: Final = {"maxlength": TEXT_MAX, "rows": 6}
_REASON_FITS: Final = Length(
    max=REASON_MAX, message=phrase("Use at most %(most)s characters.", most=REASON_MAX)
)


class QuestionForm(Form):
    """``confirm`` carries the digest of the warnings that the writer stands by."""

    text = TextAreaField(
        "Your question",
        description=(
            "Ask about the technology: temperature, composition, scale, what was tested. Leave "
            "out who and where you are, and prices, volumes, capacities, customers."
        ),
        render_kw=_AREA,
    )
    confirm = StringField("Send it as it stands")


class AnswerForm(Form):
    """The same for the other side; ids of its own, since a page may hold both."""

    text = TextAreaField(
        "Your answer",
        id="answer-text",
        description=(
            "Answer what you would tell any member. Leave out who and where you are, and prices, "
            "volumes, capacities, customers."
        ),
        render_kw=_AREA,
    )
    confirm = StringField("Send it as it stands", id="answer-confirm")


class RelayForm(Form):
    seen = BooleanField("Nothing of what is marked names anybody or leads to anybody")


class ReturnForm(Form):
    reason = TextAreaField(
        "What should be mended",
        [DataRequired("Say what should be mended."), _REASON_FITS],
        description="Who wrote the text reads this and writes it anew; you change no word of it.",
        render_kw={"maxlength": REASON_MAX, "rows": 3},
    )


class SettingForm(Form):
    relay = RadioField(
        "How questions and answers travel",
        [InputRequired("Choose how questions travel.")],
        choices=choices_of(v.QUESTION_RELAYS),
        description="It holds for every text that is handed in from now on.",
    )
    note = TextAreaField(
        "Why",
        [
            DataRequired("Say why, so that others can follow the decision."),
            Length(max=NOTE_MAX, message=phrase("Use at most %(most)s characters.", most=NOTE_MAX)),
        ],
        description="Stands beside the decision and in the audit log.",
        render_kw={"maxlength": NOTE_MAX, "rows": 3},
    )
