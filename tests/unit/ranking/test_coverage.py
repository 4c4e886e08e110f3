"""What a need asks for, and how well a sentence answers it."""

import numpy as np
import pytest

from matchmaker.ranking.coverage import (
    MOST_PARTS,
    WORDS,
    by_words,
    coverage,
    parts_of,
    scale_of,
    shared_words,
)

SLAG = "Free lime in slag makes concrete swell."


def texts(*pairs):
    return [part.text for part in parts_of(pairs)]


def test_a_need_is_taken_apart_into_sentences_and_items():
    found = texts(("Ash below 8 %; fixed carbon above 75 %. Grown without food crops.", 1.0))

    assert found == ["Ash below 8 %", "fixed carbon above 75 %.", "Grown without food crops."]


def test_marks_of_a_list_are_not_part_of_the_item():
    assert texts(("- Samples of hot slag\n• Records of chemistry", 1.0)) == [
        "Samples of hot slag",
        "Records of chemistry",
    ]


@pytest.mark.parametrize("text", ["", "Yes.", "…", "🔥🔥🔥", "TRL 5 or higher for any treatment"])
def test_what_asks_for_nothing_or_is_settled_elsewhere_is_no_part(text):
    assert texts((text, 1.0)) == []


def test_a_part_stands_once_with_its_first_weight():
    (part,) = parts_of([(SLAG, 1.0), (SLAG.upper(), 0.5)])

    assert (part.text, part.weight) == (SLAG, 1.0)


def test_a_long_text_has_a_limited_number_of_limited_parts():
    wall = "carbon steel " * 8_000
    many = " ".join(f"Sentence number {n} asks for carbon." for n in range(100))

    assert len(texts((wall, 1.0), (many, 1.0))) == MOST_PARTS
    assert max(map(len, texts((wall, 1.0)))) <= 400


def test_words_in_common_answer_and_small_words_do_not():
    answers = [
        "A treatment removes the free lime of slag.",
        "The burner is fired with hydrogen.",
        "In the laboratory the makes of pumps are compared.",
    ]
    likeness = by_words([SLAG], answers)[0]

    assert likeness[0] > likeness[2] >= likeness[1]
    assert WORDS.share(likeness)[0] > 0
    assert WORDS.share(likeness)[1] == 0


def test_the_scale_of_an_encoder_follows_its_background():
    low = scale_of(np.array([0.1, 0.2, 0.3]))
    high = scale_of(np.array([0.7, 0.8, 0.9]))

    assert high.low - low.low == pytest.approx(0.6)
    assert scale_of(np.array([0.5, 0.5])).high > 0.5


def test_a_scale_gives_shares():
    assert WORDS.share(np.array([-1.0, 0.15, 0.275, 0.4, 1.0])) == pytest.approx([0, 0, 0.5, 1, 1])


def test_the_best_sentence_of_each_partner_counts_and_who_says_nothing_answers_nothing():
    shares = np.array([[0.2, 0.9, 0.4], [0.6, 0.1, 0.3]])

    found = coverage(shares, np.array([0, 0, 2]), 3)

    assert found.shares.tolist() == [[0.9, 0.0, 0.4], [0.6, 0.0, 0.3]]
    assert found.sentence.tolist() == [[1, -1, 2], [0, -1, 2]]


def test_shared_words_come_in_all_forms_that_stand_there():
    words = shared_words(SLAG, "Slags with lime swelled.")

    assert {"lime", "slag", "slags", "swell", "swelled"} == set(words)
