"""Templates that pages share with documents, rendered where no reader's language is known."""

import datetime as dt

from jinja2 import Environment
from jinja2.ext import InternationalizationExtension


def speak_english(environment: Environment) -> None:
    """Messages as they are written, and the two filters that pages put a text or a day through."""
    environment.add_extension(InternationalizationExtension)
    install = vars(environment)["install_null_translations"]  # bound by the extension
    install(newstyle=True)
    environment.filters.update(t=str, date=_date)


def _date(day: dt.date) -> str:
    """``1 September 2026``, as pages write it in English."""
    return f"{day.day} {day:%B %Y}"
