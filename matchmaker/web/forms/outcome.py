"""Telling what came of an introduction, and another party's word on it."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from wtforms import DateField, FloatField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from matchmaker.phrases import N_, phrase
from matchmaker.services.figures import Typed, read_figure
from matchmaker.services.introductions import TEXT_MAX
from matchmaker.services.outcome_values import Report
from matchmaker.web import formats
from matchmaker.web.forms.base import Form
from matchmaker.web.forms.choices import choices_of
from models import Outcome
from models import vocabulary as v

_LENGTH = Length(max=TEXT_MAX, message=phrase("Use at most %(most)s characters.", most=TEXT_MAX))

_NO_FIGURE: Final = N_("Enter a number such as 1200 or 1200.5, without separators of thousands.")


class TonnesField(FloatField):
    """A figure in tonnes; what is no number is named as such and stays in the field."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else formats.typed(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = read_figure(Typed(valuelist[0], formats.decimal_sign()))
        if self.data is None:
            raise ValueError(_NO_FIGURE)


class OutcomeForm(Form):
    """A report of a stage. What belongs together is checked by the service, field by field."""

    stage = SelectField("How far has it come?", [DataRequired("Choose a stage.")])
    happened_on = DateField("When", [InputRequired("Enter the day, such as 2026-11-23.")])
    closing_reason = SelectField(
        "Why it is closed",
        default="",
        choices=choices_of(v.CLOSING_REASONS, blank=N_("Choose a reason")),
    )
    attribution = SelectField(
        "What part the introduction had",
        default="",
        choices=choices_of(v.ATTRIBUTIONS, blank=N_("Choose an answer")),
        description="Needed for a result. “Cannot say” is an answer, too.",
    )
    abatement_t_per_year = TonnesField(
        "Emissions avoided (t CO₂e per year)",
        [Optional()],
        description="If you know it. A figure counts in the overview once it is confirmed.",
        render_kw={"inputmode": "decimal"},
    )
    abatement_method = SelectField(
        "How the figure was found",
        default="",
        choices=choices_of(v.ABATEMENT_METHODS, blank=N_("Choose a method")),
        description="Needed with a figure.",
    )
    baseline = TextAreaField(
        "Baseline",
        [_LENGTH],
        description="What the figure is measured against, such as “coal-fired kiln of 2024”.",
    )
    note = TextAreaField(
        "Note", [_LENGTH], description="The other party and the secretariat read this."
    )

    def offer(self, stages: Sequence[str]) -> None:
        """Offer the stages that come next, and the one that was sent, for the service to judge."""
        choices = choices_of(v.OUTCOME_STAGES, blank=N_("Choose a stage"))
        offered = ("", *stages, self.stage.data)
        self.stage.choices = [choice for choice in choices if choice.value in offered]

    def fix(self, outcome: Outcome) -> None:
        """For a correction: the stage stays as it is."""
        self.stage.choices = [(outcome.stage, v.OUTCOME_STAGES.label(outcome.stage))]
        self.stage.data = outcome.stage

    def to_report(self) -> Report:
        """What ``services.outcomes`` takes, once the form is valid."""
        return Report(
            stage=self.stage.data or "",
            happened_on=self.happened_on.data or dt.date.min,
            note=self.note.data or "",
            closing_reason=self.closing_reason.data or "",
            abatement_t_per_year=self.abatement_t_per_year.data,
            abatement_method=self.abatement_method.data or "",
            baseline=self.baseline.data or "",
            attribution=self.attribution.data or "",
        )


class DisputeForm(Form):
    note = TextAreaField(
        "What is not right?",
        [DataRequired("Say what is not right, so that it can be corrected."), _LENGTH],
        description="The party that reported it and the secretariat read this.",
    )


class CheckInForm(Form):
    answer = RadioField("How is it now?", [InputRequired("Choose one of the answers.")])
