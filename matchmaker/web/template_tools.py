"""What templates may say: dates, labels, numbers and marked words, the same on every page."""

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Final

from flask import Flask, url_for
from flask_babel import gettext
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from wtforms import Field
from wtforms.widgets import ListWidget

from matchmaker.locales import sort_key
from matchmaker.phrases import Phrase
from matchmaker.ranking.argument import argument
from matchmaker.services.listing_search import MARK_END, MARK_START
from matchmaker.services.saying import say
from matchmaker.web import formats
from matchmaker.web.forms.limits import counts, limit_of
from matchmaker.web.parts import now
from models import vocabulary
from models.vocabulary import Vocabulary

_VOCABULARIES: Final[dict[str, Vocabulary]] = {
    found.name: found for found in vars(vocabulary).values() if isinstance(found, Vocabulary)
}
_NAMED_BY_CLDR: Final = frozenset({*vocabulary.COUNTRIES, *vocabulary.LANGUAGES})
#: Scripts that are written without spaces, where a word has no visible edges; and Hangul, whose
#: particles are written onto the word.
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_WORD: Final = re.compile(r"\w+")
_FORMATS: Final = (
    *(formats.date, formats.short_date, formats.utc_date, formats.month, formats.datetime),
    *(formats.duration, formats.number, formats.decimal, formats.percent, formats.file_size),
    formats.plural,
)
_MARKED = re.compile(f"{MARK_START}(.*?){MARK_END}")
_MARK, _MARK_END = Markup("<mark>"), Markup("</mark>")
_STEM_MIN = 4  # shorter words are marked only where they stand alone
_ENDING_MAX = 4  # letters by which an inflected form may be longer than its stem


def label(code: str | None, name: str) -> str:
    """What people read for a code of the vocabulary ``name``; KeyError for an unknown list."""
    if not code:
        return ""
    cldr = _named_by_cldr(name)
    return cldr.get(code, code) if cldr else gettext(_VOCABULARIES[name].label(code))


def translated(text: str | None) -> str:
    """An English text that a room below has made, in the reader's language where it is known."""
    return say(formats.locale().language, text if isinstance(text, str) else str(text or ""))


def sorted_as(text: str) -> tuple[str, str]:
    """The key by which a text that the reader sees stands in an alphabetical list."""
    return sort_key(formats.locale().language, text)


def told(text: str) -> str:
    """A ``Phrase`` in the reader's language; anything else is somebody's own text and stays."""
    return translated(text) if isinstance(text, Phrase) else text


def _named_by_cldr(name: str) -> Mapping[str, str]:
    """The names that CLDR has for the codes of a list; empty for lists of our own."""
    if name == "countries":
        return formats.locale().territories
    return formats.locale().languages if name == "languages" else {}


def labels(codes: Iterable[str], name: str) -> str:
    """The labels of several codes, with commas between."""
    return ", ".join(label(code, name) for code in codes)


def choices(name: str) -> list[tuple[str, str]]:
    """All ``(code, label)`` pairs of a vocabulary; names from CLDR in the reader's alphabet."""
    pairs = [(code, label(code, name)) for code in _VOCABULARIES[name]]
    return sorted(pairs, key=lambda pair: sorted_as(pair[1])) if _named_by_cldr(name) else pairs


def region(country: str | None) -> str:
    """The name of the region that a country lies in; empty for an unknown one."""
    return label(vocabulary.region_of(country or ""), "regions")


def language_name(tag: str | None) -> str:
    """The name of a BCP 47 tag's language."""
    return label((tag or "").partition("-")[0], "languages")


def excerpt(text: str | None, length: int = 200) -> str:
    """At most ``length`` characters, cut between words and ended with an ellipsis."""
    text = (text or "").strip()
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    if not text[length - 1].isspace():
        cut = cut.rpartition(" ")[0] or cut
    return cut.rstrip(" ,;:–—") + "…"


def highlight(text: str | None, words: Iterable[str] | None, *, exact: bool = False) -> Markup:
    """The escaped text with each of ``words`` in ``<mark>``, inflected forms included.

    A word matches from its first letter with up to four more letters behind it, so that the
    stem ``electrolys`` marks ``electrolyser``; in scripts without spaces it matches anywhere.
    ``exact``: ``words`` holds all forms, and nothing else is marked.
    """
    text = text or ""
    wanted = {word for word in words or () if word.strip()}
    parts, end = [], 0
    for found in _occurrences(text, wanted, exact):
        before, word = escape(text[end : found.start()]), escape(found.group())
        parts += [before, _MARK, word, _MARK_END]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def found_in(marked: str, text: str = "") -> Markup:
    """``marked`` of the word search with its marks; ``text`` where it is not the marked one."""
    plain = marked.replace(MARK_START, "").replace(MARK_END, "")
    if text and plain != text:
        return escape(text)
    return escape(marked).replace(MARK_START, _MARK).replace(MARK_END, _MARK_END)


def marked_as_in(text: str | None, marked: str) -> Markup:
    """The escaped text with the words in ``<mark>`` that ``marked`` of the word search marks."""
    return highlight(text, _MARKED.findall(marked), exact=True)


def is_repeated(marked: str, *texts: str | None) -> bool:
    """Whether one of the texts holds what the word search shows of a listing."""
    plain = marked.replace(MARK_START, "").replace(MARK_END, "").strip("… ")
    return any(" ".join(plain.split()) in " ".join((text or "").split()) for text in texts)


def _occurrences(text: str, words: set[str], exact: bool) -> Iterable[re.Match[str]]:
    if exact and not any(map(_UNSPACED.search, words)):  # the same as below, several times faster
        folded = {word.lower() for word in words}
        return (found for found in _WORD.finditer(text) if found.group().lower() in folded)
    pattern = _pattern(tuple(sorted(words)), exact)
    return pattern.finditer(text) if pattern else ()


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...], exact: bool) -> re.Pattern[str] | None:
    """One expression for all words, longer ones first; None for no words."""
    branches = []
    for word in sorted(words, key=len, reverse=True):
        if _UNSPACED.search(word):
            branches.append(re.escape(word))
        else:
            takes_ending = len(word) >= _STEM_MIN and not exact
            ending = rf"\w{{0,{_ENDING_MAX}}}" if takes_ending else ""
            branches.append(rf"(?<!\w){re.escape(word)}{ending}(?!\w)")
    return re.compile("|".join(branches), re.IGNORECASE) if branches else None


def aria(described_by: str, invalid: object) -> dict[str, str]:
    """The attributes that tie a field to its help and its errors."""
    attributes = {"aria-describedby": described_by} if described_by else {}
    return {**attributes, "aria-invalid": "true"} if invalid else attributes


def is_choice_list(field: Field) -> bool:
    """Whether a field shows as radio buttons or check boxes, and so needs a fieldset."""
    return isinstance(field.widget, ListWidget)


def worded(field: Any) -> Any:
    """A form's field with label, help and choices in the reader's language and its alphabet."""
    field.label.text = translated(field.label.text)
    field.description = translated(field.description)
    if groups := getattr(field, "groups", None):
        told = {translated(heading): worded_choices(part) for heading, part in groups.items()}
        field.offer({heading: told[heading] for heading in sorted(told, key=sorted_as)})
    elif offered := getattr(field, "choices", None):
        field.choices = worded_choices(offered)
    return field


def worded_choices(offered: Any) -> Any:
    """Pairs of value and label, whatever shape they have: a list, a dict, groups of either.

    Countries and languages stand in the order of the alphabet, after what is no choice.
    """
    if isinstance(offered, Mapping):
        if all(isinstance(part, str) for part in offered.values()):
            return dict(worded_choices(list(offered.items())))
        return {translated(key): worded_choices(part) for key, part in offered.items()}
    told = [_worded_choice(choice) for choice in offered]
    pairs = [c if isinstance(c, tuple) else (c.value, c.label) for c in told]
    if {pair[0] for pair in pairs} - {""} <= _NAMED_BY_CLDR:
        places = sorted(range(len(told)), key=lambda n: (pairs[n][0] != "", sorted_as(pairs[n][1])))
        return [told[place] for place in places]
    return told


def _worded_choice(choice: Any) -> Any:
    if isinstance(choice, tuple):
        return (choice[0], translated(str(choice[1])), *choice[2:])
    return dataclasses.replace(choice, label=translated(choice.label))


def _asset_hashes(folder: Path) -> dict[str, str]:
    """File name → the start of its SHA-256, so that a changed file gets a new address."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        for path in folder.iterdir()
        if path.is_file()
    }


def _on_each_page(filter_: Callable[..., str]) -> Callable[..., str]:
    """The filter, asked anew for each page also where a template gives it a constant.

    Jinja answers a filter of constants once, when it compiles the template: in whichever language
    the first reader had, for all others.
    """

    @pass_context
    @wraps(filter_)
    def asked(_context: Context, *values: Any, **named: Any) -> str:
        return filter_(*values, **named)

    return asked


def register(app: Flask, clock: Callable[[], dt.datetime] = now) -> None:
    """Give the application's templates all of the above; ``clock`` tells ages."""
    hashes = _asset_hashes(Path(app.static_folder or "."))

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=hashes.get(name))

    def ago(value: dt.datetime | None) -> str:
        return formats.relative(value, clock())

    def age(value: dt.datetime) -> str:
        return formats.duration((clock() - formats.aware(value)).total_seconds())

    plain = (excerpt, highlight, found_in, marked_as_in, is_repeated, argument, told)
    for function in (*plain, worded, worded_choices):
        app.add_template_filter(function)
    for worded_anew in (label, labels, region, language_name, ago, age, *_FORMATS):
        app.add_template_filter(_on_each_page(worded_anew), worded_anew.__name__)
    app.add_template_filter(_on_each_page(translated), "t")
    app.add_template_filter(_on_each_page(lambda code: label(code, "countries")), "country")
    app.add_template_test(is_choice_list, "choice_list")
    app.add_template_filter(limit_of, "limit")
    app.add_template_test(counts, "counted")
    app.jinja_env.globals.update(
        asset=asset,
        aria=aria,
        choices=choices,
        sprite=f"{app.static_url_path}/icons.svg?v={hashes.get('icons.svg', '')}",
    )
