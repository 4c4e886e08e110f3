"""Forms of the secretariat's decision: the checklist, a refusal, a question, an own interest."""

from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length

from matchmaker.phrases import N_, phrase
from matchmaker.services.interests import REASON_MAX
from matchmaker.services.introduction_secrecy import label_of
from matchmaker.services.introductions import TEXT_MAX
from matchmaker.services.screening import NOTE_MAX, Checklist
from matchmaker.web.forms.base import Form
from matchmaker.web.forms.choices import choices_of
from models import Introduction
from models import vocabulary as v

_FITS = Length(max=TEXT_MAX, message=phrase("Use at most %(most)s characters.", most=TEXT_MAX))


class ApproveForm(Form):
    """A box and a note for each point of the checklist, added below from the vocabulary.

    ``seen`` is the digest of the facts that were on the screen.
    """

    seen = HiddenField()

    def to_checklist(self) -> Checklist:
        return Checklist(
            frozenset(code for code in v.SCREENING_POINTS if self[code].data),
            {code: self[f"{code}_note"].data or "" for code in v.SCREENING_POINTS},
            self.seen.data or "",
        )


for _code, _label in v.SCREENING_POINTS.choices():
    setattr(ApproveForm, _code, BooleanField(_label, id=f"point-{_code}"))
    setattr(
        ApproveForm,
        f"{_code}_note",
        TextAreaField(
            phrase("Note on: %(point)s", point=phrase(_label)),
            id=f"note-{_code}",
            render_kw={"rows": 2, "maxlength": NOTE_MAX},
        ),
    )


class RefuseForm(Form):
    rule = SelectField(
        "Rule that the refusal rests on",
        [DataRequired("Choose the rule that the refusal rests on.")],
        choices=choices_of(v.REFUSAL_RULES, blank=N_("Choose a rule")),
    )
    reason = TextAreaField(
        "Reason",
        [DataRequired("Write a sentence that the asking party will read."), _FITS],
        id="refuse-reason",
        description="The asking party reads this. The other side never learns of the request.",
    )


class AskInformationForm(Form):
    reason = TextAreaField(
        "What is missing",
        [DataRequired("Write what the asking party should add."), _FITS],
        id="information-reason",
        description="The asking party reads this and completes the request.",
    )


class _OwnInterest(Form):
    reason = TextAreaField(
        "What is the interest?",
        [
            DataRequired("Say in a few words what the interest is."),
            Length(
                max=REASON_MAX, message=phrase("Use at most %(most)s characters.", most=REASON_MAX)
            ),
        ],
        id="interest-reason",
        description="Kept on the record. Another officer decides, here and in all later cases.",
    )


class DeclareForm(_OwnInterest):
    """Any organization, before a case of it comes up."""

    organization = SelectField("Organization", [DataRequired("Choose an organization.")])

    def offer(self, organizations: list[tuple[str, str]]) -> None:
        """``(reference, name)`` of each."""
        blank = SelectChoice("", N_("Choose an organization"))
        self.organization.choices = [blank, *(SelectChoice(*each) for each in organizations)]


class InterestForm(_OwnInterest):
    """Which party of the case at hand the officer has an own interest in."""

    party = RadioField("In whom?", [InputRequired("Choose a party.")])

    def offer(self, introduction: Introduction) -> None:
        self.party.choices = [
            SelectChoice(str(party.position), f"{label_of(party)}: {party.organization.name}")
            for party in introduction.parties
        ]
