"""Passages hold all of a text, in pieces that fit a window; sentences are what people call so."""

import hashlib
import math
import random
from itertools import islice, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text import Passage, clean, passages, sentences

STEEL = "Slag from electric arc furnaces"


def _words(count: int) -> str:
    """Different words of five letters."""
    letters = product("bcdfghjklm", "aeiou", "npqrstvwxz", "aeiou", "bcdfghjkmn")
    return " ".join("".join(word) for word in islice(letters, count))


def test_title_and_teaser_are_the_first_passage() -> None:
    first, *rest = passages(STEEL, "We recover lime from it.", "")
    assert first.part == "heading"
    assert first.text == f"{STEEL}\nWe recover lime from it."
    assert not rest


def test_the_hash_is_the_sha_256_of_the_text() -> None:
    (only,) = passages(STEEL, "", "")
    assert only == Passage("heading", STEEL, hashlib.sha256(STEEL.encode()).hexdigest())


def test_every_window_of_the_body_carries_the_title() -> None:
    heading, *body = passages(STEEL, "", _words(300))
    assert heading.text == STEEL
    assert len(body) > 2
    assert all(p.part == "body" and p.text.startswith(f"{STEEL}\n") for p in body)


def test_neighbouring_windows_of_110_words_share_30() -> None:
    windows = [p.text.split() for p in passages("", "", _words(300))]
    assert [len(window) for window in windows] == [110, 110, 110, 60]
    for first, second in pairwise(windows):
        assert first[-30:] == second[:30]


def test_no_word_of_a_long_body_is_lost() -> None:
    text = _words(1_000)
    found = {word for p in passages("Title", "", text) for word in p.text.split()}
    assert found >= set(text.split())


def test_each_expertise_statement_stands_by_itself() -> None:
    found = passages("Lab", "", "", ["Slag chemistry.", "", "Kiln burners."])
    assert [(p.part, p.text) for p in found] == [
        ("heading", "Lab"),
        ("expertise", "Slag chemistry."),
        ("expertise", "Kiln burners."),
    ]


def test_equal_texts_are_one_passage() -> None:
    assert len(passages("Lab", "", "", ["Kilns.", "Kilns.", "Lab"])) == 2


@pytest.mark.parametrize("blank", ["", " ", "\n\t\u3000 \u00a0"])
def test_blank_fields_give_no_passage(blank: str) -> None:
    assert passages(blank, blank, blank, [blank]) == []


def test_a_text_of_a_hundred_thousand_characters_is_taken_whole() -> None:
    text = _words(16_700)
    found = passages("T", "", text)
    assert len(text) > 100_000
    assert len(found) == 1 + math.ceil((16_700 - 30) / 80)
    assert set(text.split()) <= {word for p in found for word in p.text.split()}


@pytest.mark.parametrize("sign", ["鉄", "ク", "😀", "क", "a"])
def test_long_runs_without_spaces_are_cut_by_characters(sign: str) -> None:
    letters = [chr(ord(sign) + number) for number in range(20)]
    text = "".join(random.Random(1).choices(letters, k=2_000))
    found = [p.text for p in passages("", "", text)]
    assert max(map(len, found)) <= 440
    joined = found[0]
    for following in found[1:]:
        overlap = max(n for n in range(len(following)) if joined.endswith(following[:n]))
        assert overlap > 40
        joined += following[overlap:]
    assert joined == text


def test_a_title_too_long_for_its_share_is_kept_whole_in_the_heading() -> None:
    title = _words(60)
    heading, teaser = passages(title, "Teaser.", "")
    assert heading.text == title
    assert len(teaser.text) < len(title)
    assert teaser.text.endswith("\nTeaser.")


def test_what_utf_8_cannot_carry_is_replaced() -> None:
    assert clean("a\ud800b\0c") == "a?b c"


def test_composed_and_decomposed_letters_are_one_text() -> None:
    assert passages("Sa\u0308ure", "", "") == passages("S\u00e4ure", "", "")


@given(st.text(max_size=300), st.text(max_size=900), st.text(max_size=3_000))
def test_any_text_gives_short_passages(title: str, teaser: str, body: str) -> None:
    found = passages(title, teaser, body)
    assert all(p.text.strip() and len(p.text) < 4_000 for p in found)
    assert len({p.content_hash for p in found}) == len(found)


def test_sentences_end_at_full_stops_of_several_scripts() -> None:
    assert sentences("We melt scrap. Do you? Yes! Good…") == [
        "We melt scrap.", "Do you?", "Yes!", "Good…"
    ]  # fmt: skip
    assert sentences("鉄を作る。水素を使う。") == ["鉄を作る。", "水素を使う。"]
    assert sentences("हम इस्पात बनाते हैं। क्या आप?") == ["हम इस्पात बनाते हैं।", "क्या आप?"]


def test_abbreviations_and_numbers_do_not_end_a_sentence() -> None:
    assert sentences("Kilns, e.g. for lime at 3.5 MW, run.") == [
        "Kilns, e.g. for lime at 3.5 MW, run."
    ]


def test_a_line_is_a_sentence_of_its_own() -> None:
    assert sentences("Title without stop\nBody.\n\n") == ["Title without stop", "Body."]


def test_a_quotation_mark_stays_with_its_sentence() -> None:
    assert sentences('He said "stop." Then we left.') == ['He said "stop."', "Then we left."]


def test_blank_text_has_no_sentences() -> None:
    assert sentences(" \n ") == []
