"""A message to the other parties."""

from wtforms import FileField, HiddenField, TextAreaField

from matchmaker.web.forms.base import Form
from models.message import TEXT_MAX


class MessageForm(Form):
    """``key`` makes a second sending of the same form the same message.

    ``confirm`` is what "Send anyway" sends, ``kept`` the token of a file that waits.
    """

    key = HiddenField()
    confirm = HiddenField("Prices and volumes")
    kept = HiddenField()
    text = TextAreaField(
        "Your message",
        description="Read by the parties of this introduction alone. No prices, volumes, "
        "customers.",
        render_kw={"rows": 6, "maxlength": TEXT_MAX},
    )
    file = FileField(
        "A file with it",
        description="PDF, Word (.docx), PNG or JPEG, at most 20 MB. It may stay empty.",
    )

    def given(self) -> dict[str, str]:
        """The arguments of ``messages.send``."""
        return {
            "text": self.text.data or "",
            "form_key": (self.key.data or "")[:32],
            "confirmed": self.confirm.data or "",
        }
