"""Two texts word by word: the parts give both texts back, and say what changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.word_comparison import compare_words

WORDS = st.lists(st.sampled_from(["slag", "heat", "of", "the", "kiln", "\n"]), max_size=30)


def side(parts, dropped):
    return "".join(part.text for part in parts if part.mark != dropped)


@given(WORDS, WORDS)
def test_the_parts_together_are_both_texts(old, new):
    before, after = " ".join(old), " ".join(new)
    parts = compare_words(before, after)
    assert "".join(side(parts, "added").split()) == "".join(before.split())
    assert side(parts, "removed") == after


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("heat of the kiln", "heat of the kiln", [("same", "heat of the kiln")]),
        (
            "heat of the old kiln",
            "heat of the kiln",
            [("same", "heat of the "), ("removed", "old "), ("same", "kiln")],
        ),
        ("", "new", [("added", "new")]),
        ("gone", "", [("removed", "gone")]),
        (
            "up to 70 % of slag",
            "up to 50 % of slag",
            [("same", "up to "), ("removed", "70 "), ("added", "50 "), ("same", "% of slag")],
        ),
    ],
)
def test_what_stayed_went_and_came(before, after, marks):
    assert [(part.mark, part.text) for part in compare_words(before, after)] == marks


def test_a_single_word_between_two_changes_reads_as_part_of_them():
    parts = compare_words("one a two b", "three a four b")
    assert [(p.mark, p.text) for p in parts] == [
        ("removed", "one a two "),
        ("added", "three a four "),
        ("same", "b"),
    ]


def test_a_long_text_of_one_word_takes_no_time_to_speak_of():
    parts = compare_words("slag " * 4_000, "slag " * 3_999 + "heat")
    assert side(parts, "removed").endswith("heat")
