"""The forms of a unit, a facility and a person of an institute."""

from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from matchmaker.services.institutes import Part
from matchmaker.web.forms.base import Form
from models import Facility, ListedPerson, Organization
from models.institute import PART_NAME_MAX, PART_TEXT_MAX

_LEVELS = {"": "–", **{str(level): f"TRL {level}" for level in range(1, 10)}}


class PartForm(Form):
    """What all three have: a name, and the version that was on the screen."""

    version = HiddenField()
    name = StringField(
        _("Name"), [DataRequired(_("Give it a name."))], render_kw={"maxlength": PART_NAME_MAX}
    )

    def values(self) -> dict[str, Any]:
        """What ``services.institutes`` takes."""
        names = (n for n in self._fields if n not in ("version", "csrf_token"))
        return {name: _plain(self[name].data) for name in names}

    def version_read(self) -> int | None:
        data = str(self.version.data or "")
        return int(data) if data.isdecimal() and len(data) < 19 else None

    def again(self, version: int, reason: str) -> Self:
        """With what was typed and a reason; the next save is of the version that is there now."""
        self.version.data = str(version)
        self.form_errors.append(reason)
        return self


class UnitForm(PartForm):
    does = TextAreaField(
        _("What it does"),
        description=_("Two or three sentences: fields of work, methods, whom it works for."),
        render_kw={"maxlength": PART_TEXT_MAX, "rows": 4},
    )


class OfUnitForm(PartForm):
    unit = SelectField(_("Unit"), validate_choice=False)


class FacilityForm(OfUnitForm):
    trl_min = SelectField(_("Lowest TRL"), choices=_LEVELS, validate_choice=False)
    trl_max = SelectField(_("Highest TRL"), choices=_LEVELS, validate_choice=False)
    access = TextAreaField(
        _("Access"),
        description=_("Who may use it and how: by contract, in joint projects, by open calls."),
        render_kw={"maxlength": PART_TEXT_MAX, "rows": 3},
    )

    def values(self) -> dict[str, Any]:
        found = super().values()
        return found | {name: _level(found[name]) for name in ("trl_min", "trl_max")}


class PersonForm(OfUnitForm):
    role = StringField(
        _("Role"),
        description=_("Such as “head of the pilot plant”."),
        render_kw={"maxlength": PART_NAME_MAX},
    )
    orcid = StringField(
        "ORCID",
        description=_("Such as 0000-0002-1825-0097, or its address."),
        render_kw={"maxlength": 60},
    )
    agrees = BooleanField(
        _("The person has agreed to be listed here"),
        description=_(
            "Organizations to which yours was introduced read the name. Remove the entry when the"
            " person no longer agrees."
        ),
    )


_FORMS = {"units": UnitForm, "facilities": FacilityForm, "people": PersonForm}


def form_for(kind: str, organization: Organization, part: Part | None = None) -> PartForm:
    """The form of a kind, filled with ``part`` where there is one."""
    form = _FORMS[kind](data=_filled(part) if part else None)
    if isinstance(form, OfUnitForm):
        units = {unit.reference: unit.name for unit in organization.units}
        form.unit.choices = {"": "–", **units}
    return form


def _filled(part: Part) -> dict[str, Any]:
    names = {column.key for column in part.__table__.columns}
    filled = {name: getattr(part, name) for name in names}
    if isinstance(part, Facility):
        filled |= {name: str(filled[name] or "") for name in ("trl_min", "trl_max")}
    if isinstance(part, Facility | ListedPerson):
        filled["unit"] = part.unit.reference if part.unit else ""
    return filled


def _plain(value: Any) -> Any:
    return "\n".join(value.split("\r\n")) if isinstance(value, str) else value


def _level(text: Any) -> int | None:
    """A level as a number; 0, which no range takes, for what is none."""
    if not text:
        return None
    return int(text) if text in _LEVELS else 0
