"""Long titles and texts: shortened by rule, and never in silence."""

import pytest

from matchmaker.importers import shortening as s
from models import listing


def test_the_limits_are_those_of_the_columns():
    assert (s.TITLE_MAX, s.TEASER_MAX, s.DESCRIPTION_MAX) == (
        listing.TITLE_MAX,
        listing.TEASER_MAX,
        listing.DESCRIPTION_MAX,
    )


def test_a_title_that_fits_stays_as_it_is():
    assert s.short_title(" Slag  as binder ") == "Slag as binder"
    assert s.with_full_title("Slag", "Text.") == "Text."


def test_a_long_title_ends_at_a_word_with_an_ellipsis_and_stays_whole_above_the_text():
    title = "Reduction of iron ore " * 8

    short = s.short_title(title)

    assert len(short) <= 120
    assert short.endswith(("Reduction…", "of…", "iron…", "ore…"))
    assert s.with_full_title(title, "Text.").splitlines()[0] == title.strip()


def test_a_title_of_one_endless_word_is_cut_inside_it():
    assert s.short_title("x" * 200) == "x" * 119 + "…"


def test_a_word_that_ends_exactly_at_the_limit_is_kept():
    assert s.short_title("a" * 119 + " b") == "a" * 119 + "…"


def test_the_teaser_is_whole_sentences_until_they_say_enough():
    text = "Slag is hot, e.g. 1,600 °C. " + "It is cooled. " * 40

    teaser = s.first_sentences(text)

    assert teaser.startswith("Slag is hot, e.g. 1,600 °C. It is cooled.")
    assert teaser.endswith("cooled.")
    assert 240 <= len(teaser) <= 700


def test_a_first_sentence_that_is_too_long_is_cut_at_a_word():
    teaser = s.first_sentences("word " * 400)

    assert len(teaser) <= 700
    assert teaser.endswith("word…")


@pytest.mark.parametrize("text", ["A sentence. " * 2_000, "word " * 5_000, "x" * 20_000])
def test_a_text_that_does_not_fit_ends_with_a_note_of_its_length(text):
    short = s.fitted(text, 8_000, "https://example.org/full")

    assert len(short) <= 8_000
    assert len(short) > 6_000
    assert f"the source's text has {len(text):,} characters" in short
    assert short.endswith("https://example.org/full]")
    assert s.fitted("short", 8_000, "") == "short"
