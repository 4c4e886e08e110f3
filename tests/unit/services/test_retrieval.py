"""One score for a pair from both sides, whatever else is held; nothing from outside ``among``."""

from collections.abc import Collection

import numpy as np
import pytest

from embeddings.hashing import HashingEncoder
from embeddings.text import passages
from matchmaker.services.retrieval import Hit, Retriever

NEEDS = {
    1: ("Hydrogen for lime kilns", "We look for burners that fire a lime kiln with hydrogen."),
    2: ("Use for steel slag", "Our furnaces leave slag that nobody takes. Cement makers wanted."),
    3: ("Heat at 200 °C", "Waste heat should dry our paper. " * 60),
}
DOCUMENTS = {
    11: ("Hydrogen burner", "A burner that fires kilns for lime and cement with hydrogen."),
    12: ("Cement from slag", "Steel slag replaces clinker in cement."),
    13: ("Heat pump for drying", "Waste heat of paper machines is raised to 200 °C."),
    14: ("Ship fuel", "Ammonia engines for bulk carriers."),
}
ENCODER = HashingEncoder(256)


def _put(retriever: Retriever, key: int, title: str, text: str, *, vectors: bool = True) -> None:
    rows = ENCODER.encode([p.text for p in passages(title, "", text)])
    side = "need" if key < 10 else "document"
    retriever.put(side, key, title, text, rows if vectors else None)


@pytest.fixture
def retriever() -> Retriever:
    retriever = Retriever(ENCODER.info.key, ENCODER.info.dimensions)
    for key, (title, text) in (NEEDS | DOCUMENTS).items():
        _put(retriever, key, title, text)
    return retriever


def _keys(hits: list[Hit]) -> list[int]:
    return [hit.key for hit in hits]


@pytest.mark.parametrize(("need", "best"), [(1, 11), (2, 12), (3, 13)])
def test_the_fitting_document_comes_first(retriever: Retriever, need: int, best: int) -> None:
    hits = retriever.documents_for(need)
    assert _keys(hits)[0] == best
    assert len(hits) == len(DOCUMENTS)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_a_pair_has_one_score_from_both_sides(retriever: Retriever) -> None:
    forth = {(n, hit.key): hit for n in NEEDS for hit in retriever.documents_for(n)}
    back = {(hit.key, d): hit for d in DOCUMENTS for hit in retriever.needs_for(d)}
    assert forth.keys() == back.keys()
    for pair, hit in forth.items():
        assert hit.score == pytest.approx(back[pair].score, rel=1e-6)
        assert hit.need_passage == back[pair].need_passage
        assert hit.document_passage == back[pair].document_passage


def test_many_at_once_are_found_as_each_alone(retriever: Retriever) -> None:
    for key, hits in retriever.documents_for_each(list(NEEDS)):
        assert _keys(hits) == _keys(retriever.documents_for(key))
    for key, hits in retriever.needs_for_each(list(DOCUMENTS)):
        assert _keys(hits) == _keys(retriever.needs_for(key))


def test_each_reader_gets_only_what_it_may_see(retriever: Retriever) -> None:
    allowed: dict[int, Collection[int] | None] = {1: [12, 14], 2: None, 3: []}
    found = dict(retriever.documents_for_each([1, 2, 3], allowed.__getitem__))
    assert set(_keys(found[1])) == {12, 14}
    assert len(found[2]) == 4
    assert found[3] == []
    narrow = dict(retriever.documents_for_each([1, 3], lambda key: {1: [14], 3: [12]}[key]))
    assert {key: _keys(hits) for key, hits in narrow.items()} == {1: [14], 3: [12]}


def test_a_narrow_search_gives_the_same_scores_as_a_wide_one(retriever: Retriever) -> None:
    wide = {hit.key: hit for hit in retriever.documents_for(1)}
    for hit in retriever.documents_for(1, among=[14, 11, 999]):
        assert hit.score == pytest.approx(wide[hit.key].score, rel=1e-6)


def test_the_passages_of_a_hit_are_the_nearest_ones(retriever: Retriever) -> None:
    hit = retriever.documents_for(3, k=1)[0]
    asked = ENCODER.encode([p.text for p in passages(NEEDS[3][0], "", NEEDS[3][1])])
    told = ENCODER.encode([p.text for p in passages(DOCUMENTS[13][0], "", DOCUMENTS[13][1])])
    similarities = asked @ told.T
    assert hit.dense_best == pytest.approx(float(similarities.max()), rel=1e-5)
    assert hit.dense_mean == pytest.approx(float(similarities.max(axis=1).mean()), rel=1e-5)
    best = np.unravel_index(similarities.argmax(), similarities.shape)
    assert (hit.need_passage, hit.document_passage) == best


def test_at_most_k_are_given(retriever: Retriever) -> None:
    assert len(retriever.documents_for(1, k=2)) == 2
    assert retriever.documents_for(1, k=0) == []


def test_what_other_needs_want_counts_against_a_pair(retriever: Retriever) -> None:
    before = {hit.key: hit for hit in retriever.documents_for(1)}
    _put(retriever, 4, *NEEDS[1])  # somebody else asks the very same
    after = {hit.key: hit for hit in retriever.documents_for(1)}
    assert after[11].demand > before[11].demand
    assert after[11].score < before[11].score
    assert after[14].score == pytest.approx(before[14].score, abs=0.02)


def test_a_need_that_some_may_not_see_moves_no_rank_of_others(retriever: Retriever) -> None:
    before = retriever.documents_for(1)
    rows = ENCODER.encode([p.text for p in passages(NEEDS[1][0], "", NEEDS[1][1])])
    retriever.put("need", 5, *NEEDS[1], rows, pulls=False)
    after = retriever.documents_for(1)
    assert [(hit.key, hit.score) for hit in after] == [(hit.key, hit.score) for hit in before]
    assert retriever.documents_for(5)[0].key == 11


def test_words_of_another_language_are_not_expected(retriever: Retriever) -> None:
    rows = ENCODER.encode([p.text for p in passages(DOCUMENTS[11][0], "", DOCUMENTS[11][1])])
    retriever.put("need", 6, "Kalköfen", "Brenner gesucht", rows, language="de")
    retriever.put("document", 15, *DOCUMENTS[11], rows, language="en")
    retriever.put("document", 16, *DOCUMENTS[11], rows, language="de-AT")
    scores = {hit.key: hit.score for hit in retriever.documents_for(6, among=[15, 16])}
    assert scores[15] > scores[16]  # equal vectors, and no word shared with either


def test_words_alone_find_the_fitting_document_too() -> None:
    retriever = Retriever()
    for key, (title, text) in (NEEDS | DOCUMENTS).items():
        _put(retriever, key, title, text, vectors=False)
    hits = retriever.documents_for(1)
    assert hits[0].key == 11
    assert hits[0].dense_best is None
    assert hits[0].dense_mean is None
    assert (hits[0].need_passage, hits[0].document_passage) == (-1, -1)


def test_a_document_whose_vectors_are_still_missing_is_found_by_its_words(
    retriever: Retriever,
) -> None:
    before = [key for key in _keys(retriever.documents_for(1)) if key != 11]
    _put(retriever, 11, *DOCUMENTS[11], vectors=False)
    after = {hit.key: hit for hit in retriever.documents_for(1)}
    assert after[11].dense_best is None
    assert after[11].score > 0
    assert [key for key in after if key != 11] == before


def test_one_changed_listing_gives_what_starting_over_gives(retriever: Retriever) -> None:
    changed = ("Ammonia burner", "Kilns for lime, fired by ammonia.")
    _put(retriever, 14, *changed)
    retriever.remove(12)
    retriever.remove(2)
    retriever.remove(12345)
    fresh = Retriever(ENCODER.info.key, ENCODER.info.dimensions)
    for key in (1, 3, 11, 13, 14):
        _put(fresh, key, *(changed if key == 14 else (NEEDS | DOCUMENTS)[key]))
    assert len(retriever) == len(fresh) == 5
    assert 12 not in retriever
    assert 2 not in retriever
    for need in (1, 3):
        ours, theirs = retriever.documents_for(need), fresh.documents_for(need)
        assert _keys(ours) == _keys(theirs)
        np.testing.assert_allclose(
            [hit.score for hit in ours], [hit.score for hit in theirs], rtol=1e-5
        )


def test_equal_documents_stand_in_the_order_of_their_keys(retriever: Retriever) -> None:
    for key in (32, 31, 33):
        _put(retriever, key, *DOCUMENTS[11])
    assert _keys(retriever.documents_for(1))[:4] == [11, 31, 32, 33]


def test_a_key_that_is_not_held_is_an_error(retriever: Retriever) -> None:
    with pytest.raises(KeyError):
        retriever.documents_for(404)
    with pytest.raises(KeyError):
        retriever.needs_for(404)


def test_vectors_of_another_encoder_are_refused(retriever: Retriever) -> None:
    with pytest.raises(ValueError, match="256 dimensions"):
        retriever.put("need", 4, "x", "y", HashingEncoder(64).encode(["x"]))


def test_an_empty_market_gives_nothing() -> None:
    retriever = Retriever("", 0)
    retriever.put("need", 1, "Slag", "")
    assert retriever.documents_for(1) == []
    assert list(retriever.needs_for_each([])) == []


def test_blocks_of_a_large_market_agree_with_single_searches(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchmaker.services.retrieval._BLOCK", 1)
    for key, hits in retriever.documents_for_each(list(NEEDS)):
        assert _keys(hits) == _keys(retriever.documents_for(key))
