"""Templates of pages are set as documents without the application."""

import datetime as dt

from jinja2 import Environment

from matchmaker.documents.english import speak_english


def said(source: str, **values: object) -> str:
    environment = Environment()
    speak_english(environment)
    return environment.from_string(source).render(**values)


def test_messages_stand_as_they_are_written() -> None:
    source = '{{ _("Asked on %(day)s", day=day | date) }}{% trans %}, twice.{% endtrans %}'
    assert said(source, day=dt.date(2026, 9, 1)) == "Asked on 1 September 2026, twice."


def test_counts_have_their_plural() -> None:
    source = '{% for n in (1, 2) %}{{ ngettext("%(num)s day", "%(num)s days", n) }} {% endfor %}'
    assert said(source) == "1 day 2 days "


def test_a_text_of_a_service_stays_english() -> None:
    assert said("{{ text | t }}", text="What fits") == "What fits"
