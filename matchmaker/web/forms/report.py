"""Which report to freeze."""

import datetime as dt
from collections.abc import Sequence

from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired

from matchmaker.phrases import N_
from matchmaker.services.reports import TITLE_MAX, Asked, year
from matchmaker.web.forms.base import Form

_DAY = "Enter the day, such as 2026-01-01."


class ReportForm(Form):
    title = StringField(
        "Title",
        [InputRequired("Give the report a title.")],
        render_kw={"maxlength": TITLE_MAX},
    )
    scope = SelectField(
        "Of",
        description="A partnership's report counts its open listings, its introductions and its "
        "members' milestones; its name is added to the title. Its members may read it.",
        default="",
    )
    start = DateField("First day", [InputRequired(_DAY)])
    end = DateField("Last day", [InputRequired(_DAY)], description="The last day that counts.")

    @classmethod
    def of_this_year(cls, today: dt.date, scope: str) -> "ReportForm":
        """The form as it is first shown."""
        return cls(formdata=None, obj=year(today.year, today, scope))

    def offer(self, partnerships: Sequence[tuple[str, str]]) -> "ReportForm":
        """Reference and name of those that a report may be of."""
        self.scope.choices = [("", N_("The whole network")), *partnerships]
        return self

    def asked(self) -> Asked:
        """What ``services.reports`` takes, of a form that was validated: both days are there."""
        start, end = self.start.data, self.end.data
        if start is None or end is None:
            raise ValueError("the form is not valid")
        return Asked(self.title.data or "", start, end, self.scope.data or "")
