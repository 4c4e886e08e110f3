import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.match_pair import Span, paragraphs

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=200)


def said(parts, sentence):
    return [
        span.text
        for part in paragraphs(parts, sentence)
        for paragraph in part
        for span in paragraph
        if span.said
    ]


def test_a_text_is_cut_at_blank_lines_and_the_sentence_told_apart() -> None:
    (found,) = paragraphs(["One. Two.\nThree.\n\n \nFour."], "Two.")

    assert found == (
        (Span("One. ", False), Span("Two.", True), Span("\nThree.", False)),
        (Span("Four.", False),),
    )


@pytest.mark.parametrize(
    ("parts", "sentence", "marked"),
    [
        (["It runs\n  over lines."], "It runs over lines.", ["It runs\n  over lines."]),
        (["Runs over\n\na blank line"], "over a", ["over", "a"]),
        (["ends here", "and starts here"], "here and starts", ["here", "and starts"]),
        (["Twice. And twice. Twice."], "Twice.", ["Twice.", "Twice."]),
        (["e\u0301lan is one form"], "\u00e9lan is", ["\u00e9lan is"]),
        (["A (b) [c] \\d+ is text"], "(b) [c] \\d+", ["(b) [c] \\d+"]),
        (["Not there"], "Gone.", []),
        (["No sentence"], "", []),
        ([""], "x", []),
        ([], "x", []),
    ],
)
def test_the_sentence_is_found_where_it_stands(parts, sentence, marked) -> None:
    assert said(parts, sentence) == marked


@given(st.lists(TEXTS, max_size=4), st.text(max_size=20))
def test_no_text_is_lost_and_every_part_keeps_its_place(parts, sentence) -> None:
    found = paragraphs(parts, sentence)

    assert len(found) == len(parts)
    shown = ["".join(s.text for paragraph in part for s in paragraph) for part in found]
    plain = ["".join(s.text for para in part for s in para) for part in paragraphs(parts, "")]
    assert [re.sub(r"\s", "", text) for text in shown] == [re.sub(r"\s", "", t) for t in plain]
