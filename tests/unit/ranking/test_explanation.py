import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.hashing import HashingEncoder
from matchmaker.ranking.common_words import MOST, forms, in_both, readable
from matchmaker.ranking.denial import denies
from matchmaker.ranking.explanation import (
    Evidence,
    Quotes,
    nearest,
    quotable,
    reasons,
    statements,
)
from matchmaker.ranking.finding import NEUTRAL, fits, misses, unknown
from matchmaker.ranking.learned import SHIPPED, WEIGHTS, Learned

NEED = [
    "We burn natural gas in our lime kiln.",
    "We look for a way to capture carbon dioxide from the kiln's flue gas.",
]
OFFER = [
    "Our company was founded in a garage.",
    "The sorbent captures carbon dioxide from hot flue gases.",
]
BEST = Quotes(NEED[1], OFFER[1], 0.5)


def test_conditions_come_in_their_order_then_fits_then_misses_then_unknown() -> None:
    found = [
        unknown("technology", "t"),
        misses("sector", "s"),
        fits("collaboration", 1.0, "c"),
        unknown("country", "l"),
        fits("trl", 1.0, "m"),
        fits("language", 1.0, "g"),
    ]

    codes = [(reason["feature"], reason["verdict"]) for reason in reasons(found)]

    assert codes == [
        ("trl", "fits"),
        ("country", "unknown"),
        ("collaboration", "fits"),
        ("language", "fits"),
        ("sector", "misses"),
        ("technology", "unknown"),
    ]


def test_the_weightiest_reason_comes_first_on_either_side() -> None:
    found = [
        fits("language", 1.0, ""),
        fits("technology", 1.0, ""),
        fits("cpc", 1.0, ""),
        misses("licence", ""),
        misses("sector", ""),
    ]

    codes = [reason["feature"] for reason in reasons(found)]

    assert codes == ["technology", "cpc", "language", "sector", "licence"]


def test_a_reason_says_what_it_adds_to_the_score() -> None:
    found = [
        fits("technology", 1.0, ""),
        misses("sector", ""),
        unknown("licence", ""),
        fits("trl", NEUTRAL, ""),
    ]

    influence = {reason["feature"]: reason["influence"] for reason in reasons(found)}

    assert influence == {
        "technology": WEIGHTS["technology"],
        "sector": -WEIGHTS["sector"],
        "licence": 0,
        "trl": 0,
    }
    assert sum(influence.values()) == pytest.approx(SHIPPED.moved(found))


def test_what_the_ranking_does_not_weigh_is_no_reason() -> None:
    learned = Learned({**WEIGHTS, "sector": 0.0, "licence": 0.0, "trl": 0.0})
    found = [fits("sector", 1.0, ""), unknown("licence", ""), fits("trl", 1.0, "checked")]

    told = reasons(found, learned)

    assert [(reason["feature"], reason["influence"]) for reason in told] == [("trl", 0)]


def test_the_nearest_sentences_by_vector_come_first() -> None:
    encoder = HashingEncoder()
    vectors = {s: encoder.encode([s])[0] for s in (*NEED, *OFFER)}

    found = nearest(NEED, OFFER, vectors)

    assert (found[0].need, found[0].document) == (NEED[1], OFFER[1])
    assert 0.0 < found[0].similarity <= 1.0
    assert [q.similarity for q in found] == sorted((q.similarity for q in found), reverse=True)
    assert len({q.document for q in found}) == len(found)


def test_without_an_encoder_shared_words_decide() -> None:
    found = nearest(NEED, OFFER)

    assert [(q.need, q.document) for q in found] == [(NEED[1], OFFER[1])]


def test_each_reader_finds_the_own_sentence_first() -> None:
    evidence = Evidence(BEST, ("sorbent",), ("sorbent", "sorbents"))

    ours, theirs = evidence.seen_by("need"), evidence.seen_by("document")

    assert (ours["ours"], ours["theirs"]) == (NEED[1], OFFER[1])
    assert (theirs["ours"], theirs["theirs"]) == (OFFER[1], NEED[1])
    assert ours["similarity"] == theirs["similarity"] == 0.5
    assert ours["words"] == theirs["words"] == ["sorbent"]
    assert ours["marks"] == ["sorbent", "sorbents"]


def test_without_sentences_the_words_are_kept() -> None:
    kept = Evidence(None, ("slag",), ("slag",)).seen_by("need")

    assert (kept["ours"], kept["theirs"], kept["words"]) == ("", "", ["slag"])


def test_texts_without_anything_in_common_give_no_sentences() -> None:
    assert nearest(["Slag."], ["Wind."]) == []
    assert nearest([], OFFER) == []
    assert nearest(NEED, []) == []
    assert nearest(["a"], ["b"], {"a": np.zeros(4, "f4"), "b": np.zeros(4, "f4")}) == []


def test_broken_sentences_and_the_title_are_not_quoted() -> None:
    passage = "Title\nthe end of one. A whole sentence stands here. Short one. The start of another"

    assert quotable(passage) == ["A whole sentence stands here."]


def test_when_nothing_whole_is_there_the_pieces_are_quoted() -> None:
    assert quotable("Title\nlow-carbon cement, calcined clay") == [
        "low-carbon cement, calcined clay"
    ]
    assert quotable("Title alone") == ["Title alone"]
    assert quotable("") == []


def test_statements_end_with_their_line_and_are_told_from_headings_and_broken_lines() -> None:
    text = (
        "A first one stands here. A second one as well\n\n"
        "- Heat of the slag recovered\nHeading\n"
        "A line that was broken goes on\nbelow, and ends. Then this is whole."
    )

    assert statements(text) == [
        "A first one stands here.",
        "A second one as well",
        "Heat of the slag recovered",
        "Then this is whole.",
    ]
    assert statements("") == statements(" \n ") == []


def test_what_is_less_alike_than_asked_for_is_left_out() -> None:
    assert nearest(NEED, OFFER, least=0.99) == []


def test_marks_of_one_sentence_alone_are_not_those_of_both() -> None:
    one, other = "Grinding new slag", "We grind old slags; スラグ"

    assert in_both(("grind", "grinding", "new", "slag", "スラグ"), one, other) == (
        "grind",
        "grinding",
        "slag",
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "We do not treat slag.",
        "It doesn’t run below 10 %.",
        "Wir behandeln keine Schlacke nicht.",
        "Vi tar inte emot slagg.",
        "Nous ne traitons pas le laitier.",
        "No tratamos escoria.",
        "Não tratamos escória.",
        "Kami tidak mengolah terak.",
        "スラグは処理できません。",
        "我们不能处理钢渣。",
    ],
)
def test_denials_are_known_in_many_languages(sentence: str) -> None:
    assert denies(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["No moving parts and a note on nots.", "Without chlorine.", "不锈钢渣", "Notches are cut."],
)
def test_what_is_only_absent_is_no_denial(sentence: str) -> None:
    assert not denies(sentence)


def test_units_and_small_words_are_not_shown_as_words_in_common() -> None:
    words = ["cubic", "metre", "year", "look", "MW", "harbour", "Tonnen"]

    assert readable(words, " ".join(words), " ".join(words)) == ("harbour",)


def test_words_are_shown_in_their_order_without_numbers_and_without_a_first_capital() -> None:
    one, other = "Slag and CO2 of 2025, 80 t", "Grinding slag; CO2; Hybrit 2025, 80 t. Hybrit"

    words = readable(["Hybrit", "2025", "80", "CO2", "Slag"], one, other)

    assert words == ("Hybrit", "CO2", "slag")


def test_only_the_rarest_words_are_shown() -> None:
    words = [f"word{chr(97 + n)}" for n in range(26)]

    assert readable(words, " ".join(words), "") == tuple(words[:MOST])


def test_pairs_of_characters_are_joined_to_what_both_texts_have() -> None:
    need, offer = "高炉スラグの炭酸化", "製鋼スラグの利用"

    assert readable(["スラ", "ラグ", "グの"], need, offer) == ("スラグの",)
    assert readable(["xx二"], need, offer) == ("xx二",)


def test_all_forms_of_a_word_are_known_and_no_other_word() -> None:
    found = forms(("capture",), "We capture it. Capturing pays.", "It captures caption cape.")

    assert found == ("capture", "captures", "capturing")


BAD_TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "one word": "Slag",
    "emoji": "🔥🔥 ♻️ 🏭",
    "signs": "!!! ... ??? ---",
    "all capitals": "WE LOOK FOR A USE OF OUR SLAG. IT IS GROUND AND DRY.",
    "boilerplate": "We look forward to hearing from you. " * 200,
    "no end": "slag " * 20_000,
    "100,000 characters": "A sentence about slag stands here. " * 2_858,
    "control characters": "Slag\x00\x07 \u202eis ground\ufeff.",
    "lone surrogate": "Slag \ud800 is ground and dried here.",
    "right to left": "خبث الأفران يطحن ويجفف هنا.",
    "unspaced": "高炉スラグを微粉砕して乾燥する。",
}


@pytest.mark.parametrize("other", BAD_TEXTS.values(), ids=BAD_TEXTS)
@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_bad_texts_are_explained_without_an_error(text: str, other: str) -> None:
    ours, theirs = quotable(f"Title\n{text}"), quotable(f"Title\n{other}")
    encoder = HashingEncoder(32)
    vectors = {s: encoder.encode([s])[0] for s in (*ours, *theirs)}

    found = [*nearest(ours, theirs), *nearest(ours, theirs, vectors)]

    assert all(q.need in ours and q.document in theirs for q in found)
    assert all(0.0 < q.similarity <= 1.0 for q in found)
    words = readable([], text, other)
    assert forms(words, text, other) == ()


@given(st.text(max_size=300), st.text(max_size=300), st.lists(st.text(min_size=1), max_size=20))
def test_any_text_can_be_read_for_words(one: str, other: str, words: list[str]) -> None:
    shown = readable(words, one, other)

    assert len(shown) <= MOST
    assert all(form == form.lower() for form in forms(shown, one, other))
