"""English texts of lower rooms in the reader's language, phrases that are stored among them."""

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker import locales
from matchmaker.importers.messages import Message
from matchmaker.phrases import counted, joined, known, phrase
from matchmaker.ranking.wording import SENTENCES
from matchmaker.services import report_wording, saying
from tests.factories.translations import bracketed

STORED = (*SENTENCES, *report_wording.SENTENCES)
#: What a hole of a sentence holds in English, and what stands there in Swedish.
VALUES = {
    "day": ("3 May 2027", "3 maj 2027"),
    "countries": ("Sweden, India", "Sverige, Indien"),
    "terms": (
        "Steel, Carbon capture, use and storage",
        "[Steel], [Carbon capture, use and storage]",
    ),
    "role": ("Steel", "[Steel]"),
}
WORDS = ("Steel", "Carbon capture, use and storage", "Until %(day)s, for %(what)s.")


@pytest.fixture
def swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A catalogue in which every message is itself in brackets."""
    found = [Message(text, "", "a.py") for text in (*STORED, *WORDS)]
    bracketed([*found, Message("%(num)s file", "%(num)s files", "a.py")], "sv", tmp_path)
    monkeypatch.setattr(locales, "FOLDER", tmp_path)
    _forget()
    yield "sv"
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    locales.messages_of.cache_clear()
    saying._said.cache_clear()


@pytest.mark.parametrize("sentence", STORED)
def test_every_stored_phrase_finds_its_sentence(swedish: str, sentence: str) -> None:
    class English(dict[str, str]):
        def __missing__(self, name: str) -> str:
            return VALUES.get(name, ("7", ""))[0]

    class Swedish(dict[str, str]):
        def __missing__(self, name: str) -> str:
            return VALUES.get(name, ("", "7"))[1]

    assert saying.say(swedish, sentence % English()) == f"[{sentence % Swedish()}]"


def test_a_phrase_is_said_with_its_values(swedish: str) -> None:
    until = phrase(WORDS[2], day=dt.date(2027, 5, 3), what=[phrase("Steel"), "Steel"])
    assert saying.say(swedish, until) == "[Until 3 maj 2027, for [Steel], Steel.]"
    assert saying.say(swedish, counted("%(num)s file", "%(num)s files", 2)) == "[2 files]"
    assert saying.say("en", until) == "Until 3 May 2027, for Steel, Steel."


def test_labels_days_and_numbers_of_a_phrase_are_told_and_own_texts_stay(swedish: str) -> None:
    parts = joined([known("Germany"), known("Steel"), "Steel", dt.date(2027, 5, 3), 1234.5])
    assert saying.say(swedish, parts) == "Tyskland, [Steel], Steel, 3 maj 2027, 1\xa0234,5"
    assert saying.say("en", parts) == "Germany, Steel, Steel, 3 May 2027, 1234.5"


def test_countries_and_languages_have_their_names_and_other_texts_stay(swedish: str) -> None:
    assert saying.say(swedish, "Germany") == "Tyskland"
    assert saying.say(swedish, "German") == "tyska"
    assert saying.say(swedish, "Somebody's own words") == "Somebody's own words"
    assert saying.say(swedish, "") == saying.say(swedish, None) == ""


def test_words_that_look_like_sentences_in_sentences_without_end_stay(swedish: str) -> None:
    """A member's text goes through here on other members' pages, and may be made for it."""
    for sentence in (text for text in SENTENCES if saying._HOLE.search(text)):
        before, *_, after = saying._HOLE.split(sentence)
        for depth in (50, 5_000):
            own = before * depth + "x" + after * depth
            told = saying.say(swedish, own)
            assert told.count("[") <= 2
            assert "x" in told


def test_a_long_list_that_fits_a_sentence_takes_no_time(swedish: str) -> None:
    before = next(text for text in SENTENCES if text.endswith("%(terms)s")).partition("%(")[0]
    started = time.process_time()
    saying.say(swedish, before + ", ".join("xy" for _ in range(490)))
    assert time.process_time() - started < 0.1
