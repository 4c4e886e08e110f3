"""Texts that people and files give: made clean, measured, and repeated in messages."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from matchmaker.phrases import Phrase, phrase

_SHOWN: Final = 60  # characters of a refused value that a message repeats
#: Marks that turn the direction of what follows: they can make a text read as something else.
_DIRECTION: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_BLANK_RUN: Final = re.compile(r"\n{3,}")


class Invalid(Exception):
    """Why a value cannot be taken."""


def shown(raw: object) -> str:
    """A refused value in quotation marks, shortened, for a message."""
    if isinstance(raw, bool):
        raw = "yes" if raw else "no"
    if not isinstance(raw, (str, int, float, dt.date)):
        return phrase("several values")
    text = clean_line(str(raw))
    return phrase('"%(text)s"', text=f"{text[: _SHOWN - 1]}…" if len(text) > _SHOWN else text)


def suggestion(word: str, known: Iterable[str]) -> str:
    """``; did you mean "…"?`` where one of ``known`` is close; else empty."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def clean_text(text: str) -> str:
    """NFC, line ends as ``\\n``, no control or direction marks, no blank ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        character
        for character in text
        if character in "\n\t"
        or (unicodedata.category(character) not in {"Cc", "Cs"} and character not in _DIRECTION)
    )
    return _BLANK_RUN.sub("\n\n", kept).strip()


def clean_line(text: str) -> str:
    """``clean_text`` on one line with single spaces."""
    return " ".join(clean_text(text).split())


def is_blank(raw: object) -> bool:
    """Whether a cell, a form field or a JSON value says nothing."""
    if isinstance(raw, str):
        return not clean_text(raw)
    if isinstance(raw, (list, tuple, set, frozenset)):
        return all(is_blank(item) for item in raw)
    return raw is None


def as_text(raw: object) -> str:
    """A number or date in a text field is meant as it is written."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, (bool, dict, list, tuple, set)) or not isinstance(
        raw, (str, int, float, dt.date)
    ):
        raise Invalid("must be text")
    return str(raw)


def fitting(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Invalid(too_long(text, limit))
    return text


def too_long(text: str, limit: int) -> Phrase:
    """What is said of a text that does not fit, on every page: how long it is, and may be."""
    return phrase(
        "has %(length)s characters, at most %(most)s are allowed",
        length=format(len(text), ","),
        most=format(limit, ","),
    )
