"""Inviting a colleague."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, RadioField, StringField
from wtforms.validators import DataRequired

from matchmaker.services.members import NAME_MAX, ROLES
from matchmaker.web.forms.base import Form
from models import vocabulary as v


class InviteForm(Form):
    name = StringField(
        _("Name"),
        [DataRequired(_("Give the colleague's name."))],
        render_kw={"maxlength": NAME_MAX},
    )
    email = EmailField(
        _("E-mail"),
        [DataRequired(_("Give the colleague's e-mail address."))],
        description=_("The link goes to this address and is shown nowhere else."),
        render_kw={"maxlength": 254},
    )
    role = RadioField(
        _("Role"),
        choices={role: v.ROLES.label(role) for role in ROLES},
        default="contributor",
        validate_choice=False,
    )

    def values(self) -> dict[str, str]:
        """What ``services.members`` takes."""
        return {field.name: field.data or "" for field in (self.name, self.email, self.role)}
