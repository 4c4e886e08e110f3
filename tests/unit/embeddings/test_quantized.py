"""The packed file: what is read is what was written, and a damaged file is refused."""

import numpy as np
import pytest

from embeddings.encoder import EncoderUnavailable
from embeddings.quantized import PackedModel, Shape, Vocabulary
from tests.unit.embeddings.packed import (
    HIDDEN,
    INNER,
    LAYERS,
    PIECES,
    POSITIONS,
    SCORES,
    nibble_block,
    tiny_model,
)


def test_every_tensor_comes_back_as_it_was_packed() -> None:
    tiny = tiny_model()
    packed = PackedModel(tiny.data)
    assert packed.names == tuple(tiny.tensors)
    for name, expected in tiny.tensors.items():
        read = np.concatenate(list(packed.weights(name, *expected.shape)))
        np.testing.assert_array_equal(read.reshape(expected.shape), expected)


def test_a_nibble_counts_from_minus_eight_and_the_first_half_lies_low() -> None:
    steps = [*range(-8, 8), *range(7, -9, -1)]
    packed = PackedModel(tiny_model(first_block=nibble_block(steps, 0.5)).data)
    read = next(packed.weights("emb.word", 1, HIDDEN))
    assert read.tolist() == [step * 0.5 for step in steps]


def test_sizes_and_vocabulary_are_read_from_the_head() -> None:
    packed = PackedModel(tiny_model().data)
    rows = len(PIECES) + 2
    expected = Shape(HIDDEN, LAYERS, 2, INNER, rows, POSITIONS, 2, pytest.approx(1e-12))
    assert packed.shape == expected
    assert packed.vocabulary == Vocabulary(PIECES, SCORES, start=0, end=2, padding=1, unknown=3)


@pytest.mark.parametrize("foreign", [{"magic": b"GGUF"}, {"version": 2}], ids=["magic", "version"])
def test_another_format_is_refused(foreign: dict[str, bytes]) -> None:
    with pytest.raises(EncoderUnavailable, match="not a packed model of the known format"):
        PackedModel(tiny_model(**foreign).data)


def test_data_that_end_too_early_are_refused_wherever_they_end() -> None:
    data = tiny_model().data
    for length in (0, 20, 60, 200, len(data) // 2, len(data) - 1):
        with pytest.raises(EncoderUnavailable, match="damaged or cut off"):
            PackedModel(data[:length])


def test_a_tensor_of_an_unknown_kind_is_refused() -> None:
    data = tiny_model().data
    name = data.index(b"l0.q.w")
    kind = name + len(b"l0.q.w")
    with pytest.raises(EncoderUnavailable, match="damaged or cut off"):
        PackedModel(data[:kind] + b"\x07" + data[kind + 1 :])


def test_a_missing_tensor_and_one_that_is_too_small_are_refused() -> None:
    packed = PackedModel(tiny_model(without="l1.fo.b").data)
    with pytest.raises(EncoderUnavailable, match=r"no tensor l1\.fo\.b of shape \(32,\)"):
        packed.weights("l1.fo.b", HIDDEN)
    with pytest.raises(EncoderUnavailable, match=r"no tensor emb\.type of shape"):
        packed.weights("emb.type", 3, HIDDEN)
