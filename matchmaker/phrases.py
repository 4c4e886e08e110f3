"""Sentences that rooms below the pages make: English, and what they are made of.

``N_`` marks a constant text for the translators. A ``Phrase`` is the English sentence with its
values filled in, and remembers both, so that a page can say it in the reader's language.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any


def N_(text: str) -> str:
    """``text`` as it is: the mark by which translators are given it (gettext's usual name)."""
    return text


class Phrase(str):
    """An English sentence; ``template`` has ``%(name)s`` for each of ``values``.

    With ``many``, ``template`` is the form for one and ``many`` that for any other ``num``.
    """

    template: str
    many: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, many: str = "", /, **values: Any) -> "Phrase":
        form = many if many and values["num"] != 1 else template
        told = {name: _english(value) for name, value in values.items()}
        self = super().__new__(cls, form % told if values else form)
        self.template, self.many, self.values = template, many, values
        return self

    def __str__(self) -> str:
        """The phrase, not a copy without its memory: an error's text stays translatable."""
        return self

    def __mod__(self, _values: object) -> str:
        """Filled in already: WTForms fills the messages of its validators once more."""
        return self

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, ("".join(self),)


def phrase(template: str, /, **values: Any) -> Phrase:
    """``phrase("At most %(most)s files.", most=5)``.

    A value that is a ``Phrase``, a date, a float or a list of such is itself told in the reader's
    language.
    """
    return Phrase(template, **values)


def counted(one: str, many: str, num: int, /, **values: Any) -> Phrase:
    """``counted("%(num)s file", "%(num)s files", 3)``, in as many forms as the language has."""
    return Phrase(one, many, num=num, **values)


def known(text: str) -> Phrase:
    """A label as a value of a phrase: a plain text among them is somebody's own, and stays."""
    return Phrase(text)


def joined(parts: Iterable[Any]) -> Phrase:
    """Labels, dates and numbers with commas between, each told in the reader's language."""
    return Phrase("%(parts)s", parts=list(parts))


def _english(value: Any) -> Any:
    if isinstance(value, dt.date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(str(_english(v)) for v in value) if isinstance(value, list | tuple) else value
