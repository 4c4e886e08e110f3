"""No text of a page stands outside of a message: between tags, in attributes, in literals."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from jinja2 import Environment

TEMPLATES: Final = Path(__file__).parents[3] / "templates"
FOLDERS: Final = (
    *("introductions", "questions", "consortia", "matches", "partnerships", "milestones"),
    *("country", "listings", "organization", "organizations", "searches", "notifications"),
    *("secretariat", "audit", "reports"),
)
#: The annual report, a document of the secretariat, is written in English.
ENGLISH: Final = frozenset({"reports/annual.html"})
FILES: Final = sorted(
    {
        path.relative_to(TEMPLATES).as_posix()
        for folder in FOLDERS
        for path in (TEMPLATES / folder).glob("**/*.html")
    }
    - ENGLISH
)
#: Names, file formats and units: the same in every language.
NAMES: Final = re.compile(r"\b(?:CSV|DOCX|Excel|LeadIT Matchmaker|ORCID|PDF|TRL)\b")
#: Words that a service gives and a template only compares with or looks up.
CODES: Final = frozenset({"A member", "Asking party", "Capability", "Need", "Offer", "You"})
#: Calls whose first arguments are messages.
MESSAGES: Final = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext", "plural"})
#: What depends on the reader's language.
WORDED: Final = MESSAGES | {"trans", "label", "labels", "choices", "t", "country", "region"}
_IMPORT: Final = re.compile(r"""{%-? (?:import|from) ["']([^"']+)["']""")
_HOLE: Final = "\0"  # where an expression stands
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_SPOKEN: Final = re.compile(r'\s(?:alt|aria-label|data-confirm|placeholder|title)="([^"]*)"')
_NOT_READ: Final = re.compile(r"<!--.*?-->|<[^>]*>|&#?\w+;", re.DOTALL)
#: A literal that reads like a sentence or a title; classes and codes are lower-case single words.
_TEXT: Final = re.compile(r"(?:^|[\s“])[A-Z][a-z]|[a-z]{2,} [a-z]{2,}(?= |$)(?!.*-)|[.?!]$")
_Token = tuple[int, str, str]
_NOTHING: Final[_Token] = (0, "", "")


def tokens_of(source: str) -> list[_Token]:
    return [token for token in Environment().lex(source) if token[1] != "whitespace"]


def shown(tokens: list[_Token]) -> Iterator[str]:
    """What is written outside of messages: markup and text, with a hole for each expression."""
    is_message = False
    for (_, before, _mark), (_, kind, value) in pairwise([_NOTHING, *tokens]):
        if before == "block_begin" and value in ("trans", "endtrans"):
            is_message = value == "trans"
        if kind == "variable_begin":
            yield _HOLE
        if kind == "data" and not is_message:
            yield value


def literals(tokens: list[_Token]) -> Iterator[str]:
    """String literals that are part of no message, comparison, subscript or key."""
    calls: list[str] = []
    framed = [_NOTHING, *tokens, _NOTHING]
    for before, (_, kind, value), after in zip(framed, tokens, framed[2:], strict=False):
        if kind == "operator" and value in ("(", "[", "{"):
            calls.append(before[2] if before[1] == "name" else "")
        elif kind == "operator" and value in (")", "]", "}"):
            calls.pop()
        elif kind == "string" and not {"in", *MESSAGES}.intersection(calls):
            is_code = before[2] in ("==", "!=", "in") or (before[2], after[2]) == ("[", "]")
            is_key = calls and after[2] == ":"
            if not (is_code or is_key):
                yield value[1:-1]


def untranslated(source: str) -> list[str]:
    tokens = tokens_of(source)
    page = "".join(shown(tokens))
    texts = [*_SPOKEN.findall(page), *re.split(rf"{_HOLE}|\n", _NOT_READ.sub(_HOLE, page))]
    found = [text.strip() for text in texts if _LETTERS.search(NAMES.sub("", text))]
    said = [text for text in literals(tokens) if _TEXT.search(NAMES.sub("", text))]
    return [text for text in (*found, *said) if text not in CODES]


def frozen(source: str) -> list[int]:
    """Lines with a message outside of macros: in an imported file it is asked for only once."""
    lines, depth = [], 0
    for (_, before, _mark), (line, kind, value) in pairwise([_NOTHING, *tokens_of(source)]):
        if before == "block_begin" and value in ("macro", "endmacro"):
            depth += 1 if value == "macro" else -1
        if kind == "name" and value in WORDED and depth == 0:
            lines.append(line)
    return lines


def imported() -> set[str]:
    """The files that other templates import, in whose top level nothing may be worded."""
    sources = (path.read_text(encoding="utf-8") for path in TEMPLATES.glob("**/*.html"))
    return {name for source in sources for name in _IMPORT.findall(source)}


@pytest.mark.parametrize("name", sorted(imported().intersection(FILES)))
def test_an_imported_file_words_nothing_before_its_reader_is_known(name: str) -> None:
    assert frozen((TEMPLATES / name).read_text(encoding="utf-8")) == []


def test_what_is_worded_once_for_all_readers_is_found() -> None:
    source = '{% set words = {"a": _("A")} %}\n{% macro say() %}{{ _("B") }}{% endmacro %}'
    assert frozen(source) == [1]


@pytest.mark.parametrize("name", FILES)
def test_every_text_of_a_template_is_a_message(name: str) -> None:
    assert untranslated((TEMPLATES / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Bare text</p>", ["Bare text"]),
        ('<p class="quiet">{{ x }} of {{ y }}</p>', ["of"]),
        ('<nav aria-label="Pages">{{ x }}</nav>', ["Pages"]),
        ('{{ ui.section("Next steps", id="next-steps") }}', ["Next steps"]),
        ('{{ "you" ~ (" says it" if x == "You" else "") }}', ["says it"]),
        ('{% set titles = {"offer": "Offers"} %}', ["Offers"]),
    ],
)
def test_what_is_no_message_is_found(source: str, found: list[str]) -> None:
    assert [text.strip() for text in untranslated(source)] == found


@pytest.mark.parametrize(
    "source",
    [
        '<p title="{{ _("Why") }}">{{ _("Asked on %(day)s", day=x | date) }} · TRL 9</p>',
        "<p>{% trans name=x %}<strong>{{ name }}</strong> confirms it{% endtrans %}&nbsp;</p>",
        '<a class="btn btn-primary" href="{{ url_for("pages.show") }}">{{ _("Show") }}</a>',
        '{{ ngettext("%(num)s part", "%(num)s parts", n) }}{# A comment. #}<!-- Another. -->',
        '{% if x.type in ("HiddenField", "SelectField") %}{{ x }}{% endif %}',
        '{% if x.label == "You" %}{{ {"Offer": _("Offers")}[x.kind] }}{% endif %}',
    ],
)
def test_messages_markup_and_codes_are_left_alone(source: str) -> None:
    assert untranslated(source) == []


def test_no_message_stands_where_none_is_looked_for() -> None:
    """Messages are taken from ``.html`` and ``.txt`` alone (``importers.messages``)."""
    others = [path for path in TEMPLATES.glob("**/*.*") if path.suffix not in (".html", ".txt")]
    assert others
    assert [path.name for path in others if "_(" in path.read_text(encoding="utf-8")] == []
