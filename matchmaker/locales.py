"""The languages of the interface: which are offered, which one a reader gets, and its messages.

A message is the English text itself (gettext): where a translation is missing, English stands.
"""

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


def chosen(wishes: Iterable[str]) -> str:
    """The first of ``wishes`` (BCP 47 tags, the dearest first) that is offered, else English."""
    languages = (wish.replace("_", "-").partition("-")[0].lower() for wish in wishes)
    return next((language for language in languages if language in OFFERED), ENGLISH)


@lru_cache
def locale_of(language: str) -> Locale:
    """How dates and numbers are written; English as in Britain: ``23 November 2026``."""
    return Locale("en", "GB") if language == ENGLISH else Locale(language)


@lru_cache
def messages_of(language: str) -> NullTranslations:
    """The compiled messages of a language, for texts that no request asks for: mails, say."""
    return Translations.load(FOLDER, [language], DOMAIN)
