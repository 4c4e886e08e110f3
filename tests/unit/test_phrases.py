"""Sentences of lower rooms: English text that remembers what it is made of."""

import datetime as dt
import json

from matchmaker.errors import Conflict
from matchmaker.phrases import N_, Phrase, counted, phrase


def test_a_phrase_is_its_english_text() -> None:
    assert phrase("At most %(most)s files.", most=5) == "At most 5 files."
    assert phrase("Until %(day)s.", day=dt.date(2027, 3, 5)) == "Until 5 March 2027."
    assert phrase("Not in %(codes)s.", codes=["a", "b"]) == "Not in a, b."
    assert json.dumps(phrase("100 % sure")) == '"100 % sure"'
    assert N_("Offer") == "Offer"


def test_a_counted_phrase_has_the_form_of_its_number() -> None:
    told = [
        counted("%(num)s file of %(who)s", "%(num)s files of %(who)s", n, who="x") for n in (1, 3)
    ]
    assert told == ["1 file of x", "3 files of x"]


def test_the_text_of_an_error_remembers_its_template() -> None:
    text = str(Conflict(phrase("You have %(most)s tokens.", most=5)))
    assert isinstance(text, Phrase)
    assert (text.template, text.values) == ("You have %(most)s tokens.", {"most": 5})


def test_a_phrase_is_not_filled_in_twice() -> None:
    text = phrase("Use at most %(most)s characters: 100 %%.", most=5)
    assert text % {"max": 9} is text
