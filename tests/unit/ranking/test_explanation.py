import numpy as np

from embeddings.hashing import HashingEncoder
from matchmaker.ranking.explanation import nearest, quotable, reasons, shared_words
from matchmaker.ranking.finding import fits, misses, unknown

NEED = [
    "We burn natural gas in our lime kiln.",
    "We look for a way to capture carbon dioxide from the kiln's flue gas.",
]
OFFER = [
    "Our company was founded in a garage.",
    "The sorbent captures carbon dioxide from hot flue gases.",
]


def test_reasons_name_hard_constraints_then_fits_then_misses_then_unknown() -> None:
    found = [
        unknown("technology", "t"),
        misses("sector", "s"),
        fits("collaboration", 1.0, "c"),
        unknown("country", "l"),
        fits("trl", 1.0, "m"),
    ]

    assert reasons(found) == [
        {"verdict": "fits", "feature": "trl", "phrase": "m"},
        {"verdict": "unknown", "feature": "country", "phrase": "l"},
        {"verdict": "fits", "feature": "collaboration", "phrase": "c"},
        {"verdict": "misses", "feature": "sector", "phrase": "s"},
        {"verdict": "unknown", "feature": "technology", "phrase": "t"},
    ]


def test_the_nearest_sentences_by_vector_are_shown() -> None:
    encoder = HashingEncoder()
    vectors = {s: encoder.encode([s])[0] for s in (*NEED, *OFFER)}

    evidence = nearest(NEED, OFFER, vectors)

    assert evidence is not None
    assert (evidence.need, evidence.document) == (NEED[1], OFFER[1])
    assert 0.0 < evidence.similarity <= 1.0


def test_without_an_encoder_shared_words_decide() -> None:
    evidence = nearest(NEED, OFFER)

    assert evidence is not None
    assert (evidence.need, evidence.document) == (NEED[1], OFFER[1])


def test_words_are_shared_by_their_stem_and_shown_as_written() -> None:
    words = shared_words(NEED[1], OFFER[1])

    assert {"capture", "captures", "carbon", "dioxide", "flue"} <= set(words)
    assert "the" not in words
    assert "kiln" not in words


def test_each_reader_finds_the_own_sentence_first() -> None:
    evidence = nearest(NEED, OFFER)
    assert evidence is not None

    ours, theirs = evidence.seen_by("need"), evidence.seen_by("document")

    assert (ours["ours"], ours["theirs"]) == (NEED[1], OFFER[1])
    assert (theirs["ours"], theirs["theirs"]) == (OFFER[1], NEED[1])
    assert ours["similarity"] == theirs["similarity"]
    assert ours["words"] == theirs["words"]


def test_texts_without_anything_in_common_give_no_evidence() -> None:
    assert nearest(["Slag."], ["Wind."]) is None
    assert nearest([], OFFER) is None
    assert nearest(NEED, []) is None
    assert nearest(["a"], ["b"], {"a": np.zeros(4, "f4"), "b": np.zeros(4, "f4")}) is None


def test_broken_sentences_and_the_title_are_not_quoted() -> None:
    passage = "Title\nthe end of one. A whole sentence stands here. Short one. The start of another"

    assert quotable(passage) == ["A whole sentence stands here."]


def test_when_nothing_whole_is_there_the_pieces_are_quoted() -> None:
    assert quotable("Title\nlow-carbon cement, calcined clay") == [
        "low-carbon cement, calcined clay"
    ]
    assert quotable("Title alone") == ["Title alone"]
    assert quotable("") == []
