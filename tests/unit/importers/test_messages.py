"""What translators are given, and what they are not."""

from pathlib import Path

from matchmaker.importers.messages import messages, of_python, of_template, of_toml


def test_marked_texts_of_python_are_found_in_every_form() -> None:
    source = """
from x import _, N_, counted, ngettext, phrase
a = _("Saved." if draft else "Handed in.")
b = N_("Every word " "of it")
c = phrase("At most %(most)s files.", most=5)
d = counted("%(num)s file", "%(num)s files", 3)
e = ngettext("%(num)s day", "%(num)s days", n)
f = _(unknown), phrase(unknown), other("not this")
g = pgettext("button", "Open")
"""
    assert set(of_python(source)) == {
        ("Saved.", ""),
        ("Handed in.", ""),
        ("Every word of it", ""),
        ("At most %(most)s files.", ""),
        ("%(num)s file", "%(num)s files"),
        ("%(num)s day", "%(num)s days"),
        ("Open", "", "button"),
    }


def test_forms_and_errors_are_found_without_a_mark() -> None:
    source = """
class F:
    email = EmailField("E-mail", [DataRequired("Enter it."), EqualTo("email", "Not the same.")])
    text = TextAreaField(label="Text", validators=[Length(max=5, message="Too long.")],
                         description="One line.")
    state = RadioField(choices=[("a", "not this")], default="a")
raise Conflict("It has changed.")
raise InvalidFields({"reason": "say why", "note": phrase("at most %(most)s", most=9)})
asked = Ask("Title", "One line that a stranger understands.")
raise ValueError("for programmers")
"""
    assert {text for text, _plural in of_python(source)} == {
        *("E-mail", "Enter it.", "Not the same.", "Text", "Too long.", "One line."),
        *("It has changed.", "say why", "at most %(most)s"),
        *("Title", "One line that a stranger understands."),
    }


def test_templates_give_calls_blocks_and_the_nouns_of_counts() -> None:
    source = """{{ _("Hello %(name)s", name=x) }}{{ ngettext("%(num)s day", "%(num)s days", n) }}
{{ pgettext("listing", "Open") }}
{{ 3 | plural("party", "parties") }}{{ n | plural("listing") }}{{ "Offer" | t }}{{ title | t }}
{% trans %}
First line,
second line.
{% endtrans %}
"""
    assert set(of_template(source)) == {
        ("Hello %(name)s", ""),
        ("Open", "", "listing"),
        ("%(num)s day", "%(num)s days"),
        ("%(num)s party", "%(num)s parties"),
        ("%(num)s listing", "%(num)s listings"),
        ("Offer", ""),
        ("First line,\nsecond line.\n", ""),
    }


def test_vocabularies_give_labels_and_no_codes() -> None:
    source = (
        '[sectors]\nsteel = { label = "Iron and steel", nace = "24.1" }\n[bands]\ngood = "Good"'
    )
    assert list(of_toml(source)) == [("Iron and steel", ""), ("Good", "")]


def test_the_program_is_read_whole_and_in_one_order() -> None:
    found = messages()
    assert found == sorted(set(found))
    texts = {message.text: message.place for message in found}
    assert texts["Iron and steel"] == "models/vocabularies.toml"
    assert {Path(message.place).suffix for message in found} >= {".html", ".py", ".toml"}
