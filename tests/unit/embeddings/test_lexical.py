"""BM25 against a calculation by hand, and what changes with a changed document."""

import math

import numpy as np
import pytest

from embeddings.lexical import LexicalIndex, plain_words, stems

DOCUMENTS = {
    1: ("Slag recovery", "We recover metals from slag."),
    2: ("Hydrogen burners", "Burners for kilns, fired by hydrogen."),
    3: ("Lime kilns", "Electric kilns for lime."),
}


@pytest.fixture
def index() -> LexicalIndex:
    index = LexicalIndex()
    for key, (title, text) in DOCUMENTS.items():
        index.upsert(key, title, text)
    return index


def test_scores_are_those_of_the_formula() -> None:
    index = LexicalIndex(k1=1.2, b=0.75, title_weight=1, analyzer=plain_words)
    index.upsert(1, "", "iron ore iron")
    index.upsert(2, "", "copper")
    keys, scores = index.scores("iron")
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    assert keys.tolist() == [1, 2]
    np.testing.assert_allclose(scores, [expected, 0.0], rtol=1e-6)


def test_a_title_counts_three_times() -> None:
    heavy, light = LexicalIndex(), LexicalIndex(title_weight=1)
    for index in (heavy, light):
        index.upsert(1, "slag", "furnace")
        index.upsert(2, "kiln", "slag")
    assert heavy.bag("slag", "").counts.tolist() == [3.0]
    assert light.scores("slag")[1][0] == pytest.approx(light.scores("slag")[1][1])
    assert heavy.scores("slag")[1][0] > heavy.scores("slag")[1][1]


def test_words_are_compared_by_their_stems_and_stop_words_by_nothing(index: LexicalIndex) -> None:
    assert list(stems("The recovering of burners")) == ["recov", "burner"]
    keys, scores = index.scores("kiln")
    assert dict(zip(keys.tolist(), scores > 0, strict=True)) == {1: False, 2: True, 3: True}
    assert not index.scores("the of and")[1].any()


def test_compatibility_forms_are_one_word() -> None:
    assert list(stems("CO₂")) == list(stems("co2"))


def test_text_without_spaces_is_compared_by_pairs_of_characters() -> None:
    index = LexicalIndex()
    index.upsert(1, "水素製鉄", "")
    index.upsert(2, "海運保険", "")
    _, scores = index.scores("製鉄に水素を使う")
    assert scores[0] > 0 == scores[1]


def test_among_narrows_and_keeps_its_order(index: LexicalIndex) -> None:
    keys, scores = index.scores("hydrogen kilns", among=[3, 2, 99])
    assert keys.tolist() == [3, 2]
    assert scores[1] > scores[0] > 0


def test_many_queries_score_as_each_alone(index: LexicalIndex) -> None:
    queries = ["slag", "hydrogen kilns", "", "unheard"]
    matrix = index.score_matrix([index.bag("", query) for query in queries], [1, 2, 3])
    for row, query in zip(matrix, queries, strict=True):
        np.testing.assert_allclose(row, index.scores(query)[1])


def test_a_changed_document_leaves_no_trace_of_what_it_was(index: LexicalIndex) -> None:
    fresh = LexicalIndex()
    index.upsert(9, "Cement", "Clinker and slag")
    index.remove(9)
    index.upsert(2, "Paper", "Pulp mills")
    for key, (title, text) in (DOCUMENTS | {2: ("Paper", "Pulp mills")}).items():
        fresh.upsert(key, title, text)
    for query in ("slag hydrogen", "pulp kilns clinker"):
        np.testing.assert_allclose(index.scores(query)[1], fresh.scores(query)[1])
    assert len(index) == 3
    assert 9 not in index
    assert list(index) == [1, 2, 3]


def test_removing_what_is_not_there_is_no_error(index: LexicalIndex) -> None:
    index.remove(77)
    assert len(index) == 3


def test_an_empty_index_answers(index: LexicalIndex) -> None:
    empty = LexicalIndex()
    assert empty.scores("slag")[0].tolist() == []
    assert empty.share_matrix([empty.bag("", "slag")], []).shape == (1, 0)
    assert index.scores("slag", among=[])[1].tolist() == []


def test_a_share_lies_between_nothing_and_all(index: LexicalIndex) -> None:
    queries = [index.bag("", text) for text in ("recover metals from slag", "", "unheard words")]
    shares = index.share_matrix(queries, [1, 2, 3])
    assert 0.5 < shares[0, 0] <= 1
    assert not shares[0, 1:].any()
    assert not shares[1:].any()


def test_most_words_of_a_long_query_may_stay_unanswered(index: LexicalIndex) -> None:
    tail = " ".join(f"filler{number}" for number in range(300))
    bags = [index.bag("", text) for text in ("slag", f"slag {tail}")]
    short, long = index.share_matrix(bags, [1])[:, 0]
    assert long > short / 30
    whole = index.bag("", "slag " * 50)
    assert index.share_matrix([whole], [1])[0, 0] == pytest.approx(short)


def test_shared_words_are_those_of_the_text_rarest_first(index: LexicalIndex) -> None:
    text = "Kilns for lime: Hydrogen-fired BURNER, kiln"
    assert index.shared_words("hydrogen kiln burners unheard", text) == [
        "Hydrogen", "BURNER", "Kilns"
    ]  # fmt: skip
    assert index.shared_words("the of", text) == []


def test_shared_words_unknown_to_the_index_come_first(index: LexicalIndex) -> None:
    assert index.shared_words("zeolite kilns", "Kilns with zeolites") == ["zeolites", "Kilns"]
