"""Reporting a milestone, and asking for some."""

from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import DataRequired, Optional

from matchmaker.phrases import N_
from matchmaker.services.milestones import LINK_MAX
from matchmaker.web.forms.base import Form
from matchmaker.web.forms.choices import choices_of
from models import vocabulary as v
from models.milestone import MILESTONE_TEXT_MAX, MILESTONE_TITLE_MAX


class MilestoneForm(Form):
    event = SelectField(
        "Event",
        [DataRequired("Choose the event.")],
        choices=choices_of(v.SUMMITS, blank=N_("Choose an event")),
        description="The COP or summit that you report this for.",
    )
    activity = SelectField(
        "Activity",
        [DataRequired("Choose the activity.")],
        choices=choices_of(v.PILLAR_ACTIVITIES, blank=N_("Choose an activity")),
        description="Where it belongs in LeadIT's work on technology transfer and co-development.",
    )
    title = StringField(
        "Milestone",
        [DataRequired("Say in one line what is to be reached.")],
        render_kw={"maxlength": MILESTONE_TITLE_MAX},
    )
    text = TextAreaField(
        "Details",
        description="The secretariat reads this. The annual report counts milestones and quotes "
        "none.",
        render_kw={"maxlength": MILESTONE_TEXT_MAX, "rows": 6},
    )
    state = RadioField("State", choices=choices_of(v.MILESTONE_STATES), default="planned")
    achieved_on = DateField(
        "Achieved on", [Optional()], description="Only for a milestone that is achieved."
    )
    link = URLField(
        "Public page",
        description="Where it can be read about: an address with https:// in front.",
        render_kw={"maxlength": LINK_MAX},
    )
    version = HiddenField()

    def values(self) -> dict[str, Any]:
        """What ``services.milestones`` takes."""
        text = "\n".join((self.text.data or "").split("\r\n"))
        fields = (self.event, self.activity, self.title, self.state, self.achieved_on, self.link)
        return {field.name: field.data for field in fields} | {"text": text}

    def version_read(self) -> int | None:
        """The version that the person had on the screen."""
        data = str(self.version.data or "")
        return int(data) if data.isdecimal() and len(data) < 19 else None
