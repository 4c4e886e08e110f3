"""English texts of the rooms below in a reader's language: known texts, phrases, stored phrases.

What nobody has translated stays English.
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from babel import dates, numbers

from matchmaker.locales import ENGLISH, locale_of, messages_of
from matchmaker.phrases import Phrase
from matchmaker.ranking.wording import SENTENCES
from matchmaker.services import report_wording
from models.vocabulary import COUNTRIES, LANGUAGES

_COUNTRY_CODES: Final = {label: code for code, label in COUNTRIES.choices()}
_LANGUAGE_CODES: Final = {label: code for code, label in LANGUAGES.choices()}
_HOLE: Final = re.compile(r"%\((\w+)\)s")
_DAY_FORMAT: Final = "%d %B %Y"
_NUMBER_FORMAT: Final = "#,##0.######"
#: What is longer is no sentence of the house, but somebody's own words: characters.
_LONGEST: Final = 2_000
#: Into how many parts the commas of one label may cut it.
_MOST_PARTS: Final = 8


def say(language: str, text: str | None) -> str:
    """``text`` in one of the languages of ``locales``; a ``Phrase`` with its values filled in."""
    if not text or language == ENGLISH:
        return text or ""
    if isinstance(text, Phrase):
        return _filled(language, text)
    plain = str.__str__(text)  # remembered by this: safe HTML must not pass for a text
    told = _said(language, plain)
    return told if told != plain else text


def day(language: str, value: dt.date | None) -> str:
    """``23 November 2026`` as the language writes it; empty for None."""
    return dates.format_date(value, "long", locale=locale_of(language)) if value else ""


def _filled(language: str, text: Phrase) -> str:
    if not text.values:
        return _said(language, text.template)
    messages = messages_of(language)
    if text.many:
        form = messages.ungettext(text.template, text.many, text.values["num"])
    else:
        form = messages.ugettext(text.template)
    return str(form % {name: _told(language, value) for name, value in text.values.items()})


def _told(language: str, value: Any) -> Any:
    """A value of a phrase; a plain text among them is somebody's own and stays."""
    if isinstance(value, Phrase):
        return say(language, value)
    if isinstance(value, dt.date):
        return day(language, value)
    if isinstance(value, float):
        return numbers.format_decimal(value, _NUMBER_FORMAT, locale=locale_of(language))
    if isinstance(value, list | tuple):
        return ", ".join(str(_told(language, part)) for part in value)
    return value


@lru_cache(maxsize=8192)
def _said(language: str, text: str) -> str:
    return _known(language, text) or _stored(language, text) or text


def _known(language: str, text: str) -> str:
    """A country, a language or a message as a whole; empty for any other text."""
    locale = locale_of(language)
    if code := _COUNTRY_CODES.get(text):
        return str(locale.territories.get(code, text))
    if code := _LANGUAGE_CODES.get(text):
        return str(locale.languages.get(code, text))
    told = str(messages_of(language).ugettext(text))
    return told if told != text else ""


def _stored(language: str, text: str, *, within: bool = False) -> str:
    """A sentence that the ranking, or a report, has filled in and stored; empty for none of those.

    ``within``: it stands in a hole of another one, and holds no third: texts of people come here
    too, and may look like sentences in sentences without end.
    """
    for pattern, sentence in _patterns() if len(text) <= _LONGEST else ():
        if found := pattern.fullmatch(text):
            return _refilled(language, sentence, found.groupdict(), within)
    return ""


def _refilled(language: str, sentence: str, values: Mapping[str, str], within: bool) -> str:
    told = {name: _value(language, value, within) for name, value in values.items()}
    return str(messages_of(language).ugettext(sentence) % told)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each sentence with holes as an expression, those that say most by themselves first."""
    sentences = (*SENTENCES, *report_wording.SENTENCES)
    with_holes = [sentence for sentence in sentences if _HOLE.search(sentence)]
    with_holes.sort(key=lambda sentence: -len(_HOLE.sub("", sentence)))
    return tuple((_pattern(sentence), sentence) for sentence in with_holes)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _HOLE.split(sentence)  # text, name, text, name, …, text
    holes = [rf"(?P<{name}>.+?)" for name in parts[1::2]]
    texts = [re.escape(part) for part in parts[::2]]
    return re.compile("".join(a + b for a, b in zip(texts, [*holes, ""], strict=True)), re.DOTALL)


def _value(language: str, text: str, within: bool) -> str:
    """What stood in a hole: a day, labels with commas between, or a text that stays."""
    try:
        return day(language, dt.datetime.strptime(text, _DAY_FORMAT).date())  # noqa: DTZ007
    except ValueError:
        return ", ".join(_labels(language, text.split(", "), within))


def _labels(language: str, parts: list[str], within: bool) -> list[str]:
    """The labels that ``parts`` are made of: a label may have commas itself, the longest wins."""
    told = []
    while parts:
        for size in range(min(len(parts), _MOST_PARTS), 0, -1):
            label = ", ".join(parts[:size])
            known = _known(language, label)
            if size == 1 and not known:
                known = label if within else _stored(language, label, within=True) or label
            if known:
                told.append(known)
                parts = parts[size:]
                break
    return told
