"""The language of a listing: found where it is not given, doubted where it is plainly another."""

import pytest

from matchmaker.services.language_detection import (
    Detection,
    detect,
    language_doubt,
    text_of,
    with_language,
)

SWEDISH = "Vi söker en partner som kan ta vara på spillvärmen från vår ugn i norra Sverige."
ENGLISH = "We look for a partner who can recover waste heat from our furnace in the north."
HINDI = "हम अपनी भट्ठी की अपशिष्ट ऊष्मा के लिए भागीदार की तलाश में हैं।"
NORWEGIAN = "Vi ser etter en samarbeidspartner som kan gjenvinne spillvarmen fra ovnen vår i nord."


def test_a_language_that_is_not_given_is_found_in_the_texts() -> None:
    values = {"title": "Spillvärme", "teaser": SWEDISH, "description": ""}
    assert with_language(values)["language"] == "sv"
    assert with_language({"title": "Spillvärme", "teaser": SWEDISH})["language"] == "sv"


def test_a_language_that_is_given_is_kept() -> None:
    assert with_language({"title": SWEDISH, "language": "de"})["language"] == "de"


def test_a_short_or_unclear_text_keeps_the_default_and_says_so() -> None:
    found = detect("DRI, EAF, CCU")
    assert found == Detection("en", found=False)
    assert found.sentence.endswith("too short or too mixed to tell its language; English is set.")
    assert detect("Ugn", default="sv") == Detection("sv", found=False)
    assert with_language({"title": "Ugn", "teaser": None})["language"] == "en"


def test_a_found_language_is_named() -> None:
    assert detect(HINDI).sentence == "The text reads as Hindi, so that is set as its language."


def test_title_teaser_and_description_are_read_together() -> None:
    assert text_of({"title": "a", "teaser": "b", "description": "c", "problem": "d"}) == "a\nb\nc"


def test_another_language_than_the_declared_one_is_doubted() -> None:
    expected = "This text looks Swedish; the language is set to English."
    assert language_doubt(SWEDISH, "en") == expected
    assert language_doubt(SWEDISH, "en-GB") == expected
    assert language_doubt("当社の炉の排熱を回収できるパートナーを探しています。", "zh") == (
        "This text looks Japanese; the language is set to Chinese."
    )


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        (SWEDISH, "sv"),
        (ENGLISH, "en"),
        (HINDI, "hi"),
        (NORWEGIAN, "nb"),  # one detector's Norwegian is another's Bokmål
        ("Spillvärme", "en"),  # too short to doubt anything
        ("", "en"),
        (SWEDISH, "se"),  # Northern Sami is not known: no grounds for a doubt
        (f"{ENGLISH} {SWEDISH} Hydrogen", "en"),  # both: it may be meant so
    ],
)
def test_there_is_no_doubt_without_grounds(text: str, declared: str) -> None:
    assert language_doubt(text, declared) is None
