"""The form that all forms are made from: what WTForms finds wrong, it says in the house's words."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField

from matchmaker.phrases import N_
from matchmaker.services.listing_text import too_long
from matchmaker.web.forms.limits import limit_of, unbroken
from matchmaker.web.template_tools import translated

_CHOOSE: Final = N_("Choose one of those that are offered.")
#: What WTForms says → what we say; the rest has messages where its field is made.
_OURS: Final[Mapping[str, str]] = {
    "This field is required.": N_("Please fill this in."),
    "Not a valid choice.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "Not a valid integer value.": N_("Enter a whole number."),
    "Not a valid date value.": N_("Enter a day such as 2026-11-23."),
    "Field cannot be longer than %(max)d character.": N_("Use at most %(max)d characters."),
}


class _Words:
    """As WTForms asks for translations: by its own English text; it fills the holes itself."""

    def gettext(self, text: str) -> str:
        return str(gettext(_OURS[text])) if text in _OURS else text

    def ngettext(self, one: str, many: str, num: int) -> str:
        return self.gettext(one) if one in _OURS else (one if num == 1 else many)


class Form(FlaskForm):
    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> _Words:
            return _Words()

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            if issubclass(unbound_field.field_class, TextAreaField):
                given = unbound_field.kwargs.get("filters", ())
                options = {**options, "filters": (unbroken, *given)}
            return super().bind_field(form, unbound_field, options)

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            """With the limit for the counter: ``maxlength`` would cut a pasted text silently."""
            if limit := limit_of(field):
                render_kw = {**render_kw, "maxlength": False, "data-limit": limit}
            return super().render_field(field, render_kw)

    def validate(self, extra_validators: Any = None) -> bool:
        """What is too long is told with its length and its limit, whichever check has found it."""
        is_valid: bool = super().validate(extra_validators)
        long = [f for f in self if isinstance(f.data, str) and 0 < limit_of(f) < len(f.data)]
        for field in long:
            told = translated(too_long(field.data, limit_of(field)))
            field.errors = [f"{told[:1].upper()}{told[1:]}."]
        return is_valid and not long
