"""From a column of a listing to the input that it is typed into."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from matchmaker.phrases import N_, Phrase, phrase
from matchmaker.services.listing_codes import Code, Codes, Sentences
from matchmaker.services.listing_columns import Field as Column
from matchmaker.services.listing_values import Day, Flag, Formed, Number, Text, Whole
from matchmaker.web.forms.listing_layout import (
    DISCLOSURE_CHOICES,
    TECHNOLOGY_GROUPS,
    TRL_CHOICES,
)
from matchmaker.web.forms.listing_texts import Ask
from models import Organization
from models import vocabulary as v

Groups = dict[str, list[tuple[str, str]]]

_EMPTY_CHOICE: Final = ("", N_("Please choose"))
_LEFT_OUT: Final = ("", N_("Not stated"))  # of what may be left out
_FOUND_CHOICE: Final = ("", N_("Find it in the text"))  # of the language, which has a default
_FLAG_CHOICES: Final = (("", N_("Not declared")), ("no", N_("No")), ("yes", N_("Yes")))
_CLASS_NAME: Final = "%(code)s %(name)s"  # the same in every language
_TRL_NAMES: Final = frozenset({"trl", "lowest_trl", "facility_trl_min", "facility_trl_max"})
_TECHNOLOGY_HEADINGS: Final = {
    code: heading for heading, codes in TECHNOLOGY_GROUPS.items() for code in codes.split()
}


class CodesField(SelectMultipleField):
    """Check boxes under headings. What is sent is checked by ``clean_fields``, not here."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str = "", groups: Groups | None = None, **more: Any) -> None:
        super().__init__(label, choices={}, validate_choice=False, **more)
        self.offer(groups or {})

    def offer(self, groups: Groups) -> None:
        """Heading → choices below it; a heading may be empty."""
        self.groups = groups
        self.choices = {code: label for choices in groups.values() for code, label in choices}

    @property
    def chosen(self) -> list[str]:
        """The labels of the boxes that are ticked."""
        ticked = set(self.data or ())
        choices = (choice for group in self.groups.values() for choice in group)
        return [label for code, label in choices if code in ticked]


def input_for(column: Column, ask: Ask) -> Any:
    """An unbound WTForms field. None checks its choices: ``clean_fields`` does, for all edges."""
    about: dict[str, Any] = {"label": ask.label, "description": ask.help}
    value: Any = column.value
    if column.name == "disclosure":
        return RadioField(**about, choices=dict(DISCLOSURE_CHOICES), validate_choice=False)
    if column.name in _TRL_NAMES:
        return _select(about, [_empty_choice(column), *TRL_CHOICES])
    if isinstance(value, Flag):
        return _select(about, _FLAG_CHOICES)
    if isinstance(value, Code):
        return _select(about, [_empty_choice(column), *value.vocabulary.choices()])
    if isinstance(value, Codes):
        return CodesField(**about, groups=code_groups(value.vocabulary))
    if isinstance(value, Sentences) or (isinstance(value, Text) and value.lines):
        return TextAreaField(**about, render_kw=_hints(value))
    widget = DateInput() if isinstance(value, Day) else None
    hints = _hints(value)
    if column.name == "partnership":
        hints["list"] = "partnership-names"  # those of the owner, offered by the page
    return StringField(**about, widget=widget, render_kw=hints)


def by_country(organizations: Sequence[Organization]) -> Groups:
    """Organizations to choose from, under the names of their countries."""
    pairs = [(o.country, (o.reference, o.name)) for o in organizations]
    return _grouped(pairs, v.COUNTRIES.label)


def _empty_choice(column: Column) -> tuple[str, str]:
    if column.has_default:
        return _FOUND_CHOICE
    return _EMPTY_CHOICE if column.required else _LEFT_OUT


def _select(about: dict[str, Any], choices: Iterable[tuple[str, str]]) -> Any:
    return SelectField(**about, choices=dict(choices), validate_choice=False)


def _hints(value: object) -> dict[str, object]:
    """Attributes that help while typing; the limits themselves are checked elsewhere."""
    if isinstance(value, Text):
        return {"maxlength": value.limit, **({"rows": 4} if value.lines else {})}
    if isinstance(value, Formed):
        return {"maxlength": value.limit}
    if isinstance(value, Sentences):
        return {"rows": 6}
    if isinstance(value, (Whole, Number)):
        return {"inputmode": "numeric" if isinstance(value, Whole) else "decimal"}
    return {}


def code_groups(vocabulary: v.Vocabulary) -> Groups:
    """The vocabulary's choices under headings; one without a name for a short list."""
    if vocabulary is v.COUNTRIES:
        pairs = [(v.region_of(code), (code, label)) for code, label in vocabulary.choices()]
        return _grouped(pairs, v.REGIONS.label)
    if vocabulary is v.TECHNOLOGIES:
        pairs = [
            (_TECHNOLOGY_HEADINGS.get(code, N_("Other")), (code, label))
            for code, label in vocabulary.choices()
        ]
        return _grouped(pairs, str)
    if vocabulary is v.NACE_CLASSES:
        pairs = [
            (v.sector_of_class(code), (code, _class_name(code, label)))
            for code, label in vocabulary.choices()
        ]
        return _grouped(pairs, v.SECTORS.label)
    return {"": vocabulary.choices()}


def _class_name(code: str, label: str) -> str:
    return Phrase(_CLASS_NAME, code=code, name=phrase(label))


def _grouped(pairs: Iterable[tuple[str, tuple[str, str]]], heading: Callable[[str], str]) -> Groups:
    groups: Groups = {}
    for group, choice in pairs:
        groups.setdefault(heading(group), []).append(choice)
    return dict(sorted(groups.items()))
