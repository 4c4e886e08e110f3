"""The templates of mails, each in its reader's language."""

from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from matchmaker import locales
from matchmaker.services import saying
from models import vocabulary
from models.vocabulary import Vocabulary

_VOCABULARIES: Final[Mapping[str, Vocabulary]] = {
    found.name: found for found in vars(vocabulary).values() if isinstance(found, Vocabulary)
}
TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates"


def render(name: str, *, language: str = locales.ENGLISH, **values: object) -> str:
    """The template ``name`` filled in; ``language`` may be an account's, empty for none chosen.

    A document that goes with a mail says which ``language`` it is in.
    """
    spoken = locales.chosen([language])
    return environment(spoken).get_template(name).render(language=spoken, **values)


@lru_cache
def environment(language: str) -> Environment:
    """Strict: a mail needs nothing but its own values; ``t`` and ``date`` as on the pages."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),  # mail is plain text (.txt): nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    translations = locales.messages_of(language)
    made.install_gettext_translations(  # type: ignore[attr-defined]  # the extension adds it
        translations, newstyle=True
    )
    made.filters |= {
        "t": partial(saying.say, language),
        "date": partial(saying.day, language),
        "utc_date": partial(saying.day, language),
        "label": partial(_label, language),
    }
    return made


def _label(language: str, code: str, name: str) -> str:
    """What people read for a code of the vocabulary ``name``, as on the pages."""
    return saying.say(language, _VOCABULARIES[name].label(code)) if code else ""
