"""The languages of the interface: which are offered, which one a reader gets, and its messages.

A message is the English text itself (gettext): where a translation is missing, English stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.support import NullTranslations, Translations

FOLDER: Final = Path(__file__).resolve().parent / "translations"
DOMAIN: Final = "messages"
ENGLISH: Final = "en"
#: Complete ones, each by its own name; a test holds them to every message.
OFFERED: Final[Mapping[str, str]] = {"en": "English", "es": "Español", "sv": "Svenska"}
#: Catalogues that translators may fill; offered once they are complete.
PREPARED: Final = ("de", "fr", "hi", "pt")
#: Letters of their own and where each stands: ``{``, ``|`` and ``}`` come after z, ``n~`` after nz.
_LETTERS: Final[Mapping[str, Mapping[int, str]]] = {
    "es": str.maketrans({"ñ": "n~"}),
    "sv": str.maketrans({"å": "{", "ä": "|", "ö": "}"}),
}
_ACCENTS: Final = re.compile("[\u0300-\u036f]")


def chosen(wishes: Iterable[str]) -> str:
    """The first of ``wishes`` (BCP 47 tags, the dearest first) that is offered, else English."""
    languages = (wish.replace("_", "-").partition("-")[0].lower() for wish in wishes)
    return next((language for language in languages if language in OFFERED), ENGLISH)


@lru_cache
def locale_of(language: str) -> Locale:
    """How dates and numbers are written; English as in Britain: ``23 November 2026``."""
    return Locale("en", "GB") if language == ENGLISH else Locale(language)


def sort_key(language: str, text: str) -> tuple[str, str]:
    """Where ``text`` stands in an alphabetical list: å, ä, ö after z in Swedish, ñ after n in
    Spanish; other accents do not count.
    """
    own = text.casefold().translate(_LETTERS.get(language, {}))
    return _ACCENTS.sub("", unicodedata.normalize("NFD", own)), text


@lru_cache
def messages_of(language: str) -> NullTranslations:
    """The compiled messages of a language, for texts that no request asks for: mails, say."""
    return Translations.load(FOLDER, [language], DOMAIN)
