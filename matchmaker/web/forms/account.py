"""Forms of signing in, of the password and of the own details."""

from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, SubmitField
from wtforms.validators import DataRequired, EqualTo, Length

from matchmaker.phrases import phrase
from matchmaker.services.users import PASSWORD_MAX, PASSWORD_MIN
from matchmaker.web.forms.base import Form


class SignInForm(Form):
    email = EmailField("E-mail", [DataRequired("Enter your e-mail address."), Length(max=254)])
    password = PasswordField(
        "Password", [DataRequired("Enter your password."), Length(max=PASSWORD_MAX)]
    )
    next = HiddenField()
    submit = SubmitField("Sign in")


class PasswordForm(Form):
    password = PasswordField(
        "New password",
        [
            DataRequired("Enter a password."),
            Length(
                min=PASSWORD_MIN,
                max=PASSWORD_MAX,
                message=phrase(
                    "Use %(least)s to %(most)s characters; a sentence is good.",
                    least=PASSWORD_MIN,
                    most=PASSWORD_MAX,
                ),
            ),
        ],
        description=phrase(
            "At least %(least)s characters. A sentence that only you know is good.",
            least=PASSWORD_MIN,
        ),
    )
    again = PasswordField(
        "The same again", [EqualTo("password", "The two passwords are not the same.")]
    )
    submit = SubmitField("Save the password")


class ChangePasswordForm(PasswordForm):
    """For somebody who is signed in: a browser that was left open is not enough."""

    current = PasswordField(
        "Present password", [DataRequired("Enter your present password."), Length(max=PASSWORD_MAX)]
    )


class ZoneField(SelectField):
    def process_data(self, value: str | None) -> None:
        """Of a form without the field, too, as a page of before has it: what was chosen stays."""
        super().process_data(value or "")

    def populate_obj(self, obj: object, name: str) -> None:
        """Nothing chosen is no zone, not one without a name."""
        setattr(obj, name, self.data or None)


class ProfileForm(Form):
    name = StringField("Name", [DataRequired("Enter your name."), Length(max=120)])
    job_title = StringField("Job title", [Length(max=120)])
    phone = StringField(
        "Telephone",
        [Length(max=40)],
        description="Shown to the other party after an introduction, to nobody before.",
    )
    time_zone = ZoneField(
        "Time zone",
        description="Times of day are shown in it. Last days, such as “Answer until”, are the same "
        "for everybody.",
    )
    submit = SubmitField("Save")

    def offer_zones(self, choices: list[tuple[str, str]]) -> None:
        """``(name, label)`` of each zone; an empty name is that of the country."""
        self.time_zone.choices = choices
