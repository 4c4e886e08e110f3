"""A mail is in the language of its reader's account."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from matchmaker import locales
from matchmaker.importers.messages import messages
from matchmaker.jobs import wording
from matchmaker.services import saying
from tests.factories.translations import bracketed

CASE = SimpleNamespace(
    reference="I-7", parties=[], expires_at=dt.datetime(2026, 9, 15, tzinfo=dt.UTC)
)
GIVEN = {"user_name": "Reader", "base_url": "https://x.example", "introduction": CASE}
REMINDER = "mail/introduction_reminder.txt"


@pytest.fixture
def _swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    bracketed(
        [each for each in messages() if each.place.startswith("templates/mail")], "sv", tmp_path
    )
    monkeypatch.setattr(locales, "FOLDER", tmp_path)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for remembering in (locales.messages_of, wording.environment, saying._said):
        remembering.cache_clear()


@pytest.mark.usefixtures("_swedish")
def test_subject_text_and_date_are_in_the_language_of_the_account() -> None:
    text = wording.render(REMINDER, language="sv", **GIVEN)
    subject, _, body = text.partition("\n")
    assert subject == "[An introduction still waits for your answer (I-7)]"
    assert body.startswith("[Hello Reader,]\n\n[A member has asked")
    assert "until 15 september 2026:]" in body


def test_without_a_choice_a_mail_is_in_english() -> None:
    text = wording.render(REMINDER, language="", **GIVEN)
    assert text.startswith("An introduction still waits for your answer (I-7)\nHello Reader,\n")
    assert "until 15 September 2026:" in text
