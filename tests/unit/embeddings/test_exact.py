"""Exact search is checked against the plainest possible calculation."""

import numpy as np
import pytest

from embeddings.encoder import Vectors
from embeddings.exact import ExactIndex
from embeddings.factory import make_encoder, make_index
from embeddings.hashing import HashingEncoder


def _unit(rows: int, seed: int, dimensions: int = 16) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def held() -> dict[int, Vectors]:
    return {key: _unit(1 + key % 4, key) for key in range(100, 160)}


@pytest.fixture
def index(held: dict[int, Vectors]) -> ExactIndex:
    index = ExactIndex(16)
    for key, vectors in held.items():
        index.upsert(key, vectors)
    return index


def _by_hand(held: dict[int, Vectors], query: Vectors, k: int) -> list[int]:
    best = {key: float((vectors @ query).max()) for key, vectors in held.items()}
    return sorted(best, key=lambda key: (-best[key], key))[:k]


def test_search_finds_what_a_loop_over_all_finds(
    index: ExactIndex, held: dict[int, Vectors]
) -> None:
    queries = _unit(5, 0)
    for query, found in zip(queries, index.search(queries, 7), strict=True):
        assert [n.key for n in found] == _by_hand(held, query, 7)
        for neighbour in found:
            similarities = held[neighbour.key] @ query
            assert neighbour.score == pytest.approx(float(similarities.max()))
            assert neighbour.passage == int(similarities.argmax())


def test_among_narrows_before_anything_is_found(
    index: ExactIndex, held: dict[int, Vectors]
) -> None:
    among = [101, 107, 150, 999]
    ours = {key: held[key] for key in among if key in held}
    query = _unit(1, 3)
    assert [n.key for n in index.search(query, 50, among)[0]] == _by_hand(ours, query[0], 50)
    assert index.search(query, 50, []) == [[]]


def test_changes_leave_the_same_index_as_starting_over(
    index: ExactIndex, held: dict[int, Vectors]
) -> None:
    for key in range(100, 130, 3):
        index.remove(key)
        held.pop(key)
    for key in range(140, 170, 2):
        held[key] = _unit(2, key + 1_000)
        index.upsert(key, held[key])
    index.remove(12345)
    assert len(index) == len(held)
    assert index.vectors_held == sum(map(len, held.values()))
    for query in _unit(3, 5):
        assert [n.key for n in index.search(query[None], 9)[0]] == _by_hand(held, query, 9)
    block = index.block()
    for key, start, count in zip(block.keys.tolist(), block.starts, block.counts, strict=True):
        np.testing.assert_array_equal(block.vectors[start : start + count], held[key])
        np.testing.assert_array_equal(index.vectors_of(key), held[key])


def test_equal_scores_stand_in_the_order_of_their_keys() -> None:
    index = ExactIndex(16)
    vector = _unit(1, 1)
    for key in (5, 3, 9):
        index.upsert(key, vector)
    assert [n.key for n in index.search(vector, 3)[0]] == [3, 5, 9]


def test_vectors_of_another_size_are_refused(index: ExactIndex) -> None:
    with pytest.raises(ValueError, match="16 dimensions"):
        index.upsert(1, _unit(1, 1, dimensions=8))
    with pytest.raises(ValueError, match="16 dimensions"):
        index.search(_unit(1, 1, dimensions=8), 3)
    assert 1 not in index


def test_a_key_without_vectors_is_not_held(index: ExactIndex) -> None:
    index.upsert(100, np.zeros((0, 16), dtype=np.float32))
    assert 100 not in index
    assert index.vectors_of(100).shape == (0, 16)


def test_an_empty_index_answers() -> None:
    index = ExactIndex(16)
    assert index.search(_unit(2, 1), 3) == [[], []]
    index.upsert(1, _unit(2, 2))
    index.remove(1)
    assert index.search(_unit(1, 1), 3) == [[]]
    assert len(index) == 0


def test_nothing_asked_gives_nothing(index: ExactIndex) -> None:
    assert index.search(_unit(1, 1), 0) == [[]]
    assert index.search(np.zeros((0, 16), dtype=np.float32), 5) == []


def test_names_stand_for_encoders_and_indexes() -> None:
    assert isinstance(make_encoder("hashing"), HashingEncoder)
    assert isinstance(make_index("exact", 4), ExactIndex)
    with pytest.raises(ValueError, match="no index 'annoy'"):
        make_index("annoy", 4)
