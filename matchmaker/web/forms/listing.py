"""The listing form of each kind, built from the table of listing fields.

WTForms renders and keeps what was typed; ``listing_fields.clean_fields`` alone decides what can be
taken, and its problems come back to the fields here.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, SelectField

from matchmaker.phrases import N_
from matchmaker.services.figures import Typed
from matchmaker.services.listing_codes import Sentences
from matchmaker.services.listing_columns import FIELDS
from matchmaker.services.listing_fields import UNTITLED, Problem, clean_fields
from matchmaker.services.listing_text import clean_text
from matchmaker.services.listing_values import Number, Text
from matchmaker.services.writing_warnings import Warned
from matchmaker.web import formats
from matchmaker.web.forms.base import Form
from matchmaker.web.forms.listing_inputs import CodesField, by_country, input_for
from matchmaker.web.forms.listing_texts import TEXTS
from matchmaker.web.template_tools import translated
from models import Listing, Organization

#: Blank stands for the column's own default, not for nothing.
_DEFAULTED: Final = frozenset({"language", "disclosure", "valid_until"})
_HIDE: Final = TEXTS["offer"]["hidden_from"]


class ListingForm(Form):
    """What all kinds share; each kind's own class adds its columns and sets ``kind``."""

    kind = ""
    version = HiddenField()
    draft_key = HiddenField()  # names this opened form, which makes one listing however often sent
    shown_warnings = HiddenField()  # keys of those that the writer has been shown
    warnings_read = BooleanField("I have read the warnings")
    organization = SelectField("For which organization?", validate_choice=False)
    hidden_from = CodesField(_HIDE.label, description=_HIDE.help)

    def offer_organizations(
        self, owners: Sequence[Organization], hideable: Sequence[Organization]
    ) -> None:
        """Whom the listing can belong to, and from whom it can be hidden."""
        self.organization.choices = {owner.reference: owner.name for owner in owners}
        self.hidden_from.offer(by_country(hideable))

    def cleaned(
        self, *, today: dt.date, publishing: bool, kept: Listing | None = None
    ) -> dict[str, Any] | None:
        """Column values; ``None`` after putting each problem beside its field.

        A draft needs nothing. A date of ``kept`` may have passed while nobody touched it.
        """
        required = {field.name for field in FIELDS[self.kind] if field.required}
        optional = frozenset[str]() if publishing else required
        values, problems = clean_fields(self.kind, self._raw(kept), today=today, optional=optional)
        self.show_problems(problems)
        return None if problems else self._titled(values)

    def storable(
        self, *, today: dt.date, kept: Listing | None = None
    ) -> tuple[dict[str, Any], list[str]]:
        """What a draft can take as it stands, and the labels of the fields that it cannot."""
        fields = {field.name for field in FIELDS[self.kind]}
        values, problems = clean_fields(self.kind, self._raw(kept), today=today, optional=fields)
        wrong = {problem.field: self[problem.field].label.text for problem in problems}
        taken = {name: value for name, value in values.items() if name not in wrong}
        has_title = "title" in wrong and kept is not None
        return (taken if has_title else self._titled(taken)), list(wrong.values())

    def _titled(self, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "title": values.get("title") or UNTITLED[self.kind]}

    def so_far(
        self, *, today: dt.date, kept: Listing | None = None
    ) -> tuple[dict[str, Any], list[Problem]]:
        """What can be read of the form while it is being written, and what cannot be taken.

        Nothing is required; of a text that is too long its beginning is there.
        """
        fields = {field.name: field for field in FIELDS[self.kind]}
        values, problems = clean_fields(self.kind, self._raw(kept), today=today, optional=fields)
        for problem in problems:
            typed, value = self[problem.field].data, fields[problem.field].value
            if isinstance(value, Text) and isinstance(typed, str):
                values[problem.field] = clean_text(typed[: value.limit])
            elif isinstance(value, Sentences):
                values[problem.field] = [line[: value.limit] for line in typed.splitlines()]
        return values, problems

    def typed(self) -> dict[str, Any]:
        """What stands in the fields, to be put there again by ``form_for``."""
        names = [*(field.name for field in FIELDS[self.kind]), "hidden_from"]
        return {name: self[name].data for name in names}

    def _raw(self, kept: Listing | None) -> dict[str, Any]:
        """As typed; what has a default and is blank, or as ``kept`` has it, is left out."""
        raw = {field.name: self[field.name].data for field in FIELDS[self.kind]}
        sign = formats.decimal_sign()
        for field in FIELDS[self.kind]:
            if isinstance(field.value, Number):
                raw[field.name] = Typed(raw[field.name] or "", sign)
        for name in _DEFAULTED:
            if not raw[name] or (kept and raw[name] == _as_typed(getattr(kept, name))):
                del raw[name]
        return raw

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its field."""
        for problem in problems:
            field = self[problem.field]
            field.errors = [*field.errors, _sentence(self.kind, problem)]

    def asks_about(self, warned: Sequence[Warned]) -> bool:
        """Whether to show these warnings before the listing is handed in.

        Each is shown once; then it is meant. That a blind text names its owner has to be confirmed
        after it was shown.
        """
        shown = set((self.shown_warnings.data or "").split())
        new = [warning for warning in warned if warning.key not in shown]
        self.shown_warnings.data = " ".join(warning.key for warning in warned)
        if any(warning.names_owner for warning in new):
            self.warnings_read.data = False
        elif any(warning.names_owner for warning in warned) and not self.warnings_read.data:
            self.warnings_read.errors = [N_("Please confirm it, or change title and teaser.")]
            return True
        return bool(new)


def form_for(
    kind: str,
    content: Mapping[str, Any] | None = None,
    *,
    version: int = 0,
    typed: Mapping[str, Any] | None = None,
) -> ListingForm:
    """An empty form of this kind, or one with what was saved; posted values win.

    ``typed`` stands over what was saved: what its writer had typed before.
    """
    if content is None:
        return _FORMS[kind](data={"disclosure": "open", "draft_key": secrets.token_urlsafe(24)})
    saved = {**typed_content(kind, content), "version": str(version)}
    return _FORMS[kind](data={**saved, **(typed or {})})


def typed_content(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """A version's content as its owner would type it into the form."""
    typed = {field.name: _as_typed(content.get(field.name)) for field in FIELDS[kind]}
    typed["cpc"] = "; ".join(content.get("cpc", ()))
    if typed["title"] == UNTITLED[kind]:
        typed["title"] = ""
    if "expertise" in typed:
        typed["expertise"] = "\n".join(content.get("expertise", ()))
    typed["hidden_from"] = list(content.get("hidden_from", ()))
    return typed


def _as_typed(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return formats.typed(value)
    return value if isinstance(value, list) else str(value)


def _sentence(kind: str, problem: Problem) -> str:
    """A problem's phrase as a sentence that stands beside its field, columns by their labels."""
    if problem.reason == "is required":
        return translated(N_("Please fill this in."))
    reason = translated(problem.reason)
    for name, ask in TEXTS[kind].items():
        if "_" in name:
            reason = reason.replace(name, gettext("“%(text)s”", text=translated(ask.label)))
    return f"{reason[0].upper()}{reason[1:]}."


def _form_class(kind: str) -> type[ListingForm]:
    inputs = {column.name: input_for(column, TEXTS[kind][column.name]) for column in FIELDS[kind]}
    return type(f"{kind.title()}Form", (ListingForm,), {"kind": kind, **inputs})


_FORMS: Final = {kind: _form_class(kind) for kind in FIELDS}
