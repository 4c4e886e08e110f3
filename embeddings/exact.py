"""Exact search with NumPy: the reference that every faster index is held to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.index import Neighbour


@dataclass(frozen=True, slots=True)
class Block:
    """The vectors of some keys, one key after another.

    ``vectors`` has shape (passages, dimensions); key number i owns the rows from ``starts[i]`` on,
    ``counts[i]`` of them, at least one.
    """

    keys: NDArray[np.int64]
    vectors: Vectors
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]


class ExactIndex:
    """One contiguous float32 array that grows by half; holes are closed before the next read."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self._rows = np.zeros((0, dimensions), dtype=np.float32)
        self._used = 0
        self._holes = 0
        self._spans: dict[int, tuple[int, int]] = {}  # key → first row, number of rows

    def __len__(self) -> int:
        return len(self._spans)

    def __contains__(self, key: int) -> bool:
        return key in self._spans

    @property
    def vectors_held(self) -> int:
        return self._used - self._holes

    def vectors_of(self, key: int) -> Vectors:
        """A view of the vectors of one key, none for an unknown one."""
        start, count = self._spans.get(key, (0, 0))
        return self._rows[start : start + count]

    def upsert(self, key: int, vectors: Vectors) -> None:
        rows = np.asarray(vectors, dtype=np.float32)
        if rows.ndim != 2 or rows.shape[1] != self.dimensions:
            raise ValueError(
                f"an index of {self.dimensions} dimensions cannot hold shape {rows.shape}"
            )
        self.remove(key)
        if not len(rows):
            return
        self._reserve(self._used + len(rows))
        self._rows[self._used : self._used + len(rows)] = rows
        self._spans[key] = (self._used, len(rows))
        self._used += len(rows)

    def remove(self, key: int) -> None:
        _, count = self._spans.pop(key, (0, 0))
        self._holes += count

    def search(
        self, vectors: Vectors, k: int, among: Collection[int] | None = None
    ) -> list[list[Neighbour]]:
        queries = np.asarray(vectors, dtype=np.float32)
        if queries.ndim != 2 or queries.shape[1] != self.dimensions:
            raise ValueError(
                f"an index of {self.dimensions} dimensions cannot search shape {queries.shape}"
            )
        block = self.block(among)
        if not len(block.keys) or k < 1:
            return [[] for _ in queries]
        return [_nearest(block, row, k) for row in queries @ block.vectors.T]

    def block(self, among: Collection[int] | None = None) -> Block:
        """The vectors of ``among``, or of all keys (a view, not a copy); unknown keys drop out.

        Keys stand in the order of ``among``, or in the order in which they came.
        """
        self._compact()
        keys = list(self._spans) if among is None else [key for key in among if key in self._spans]
        spans = np.array([self._spans[key] for key in keys], dtype=np.intp).reshape(-1, 2)
        firsts, counts = spans[:, 0], spans[:, 1]
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)[: len(keys)]
        if among is None:
            rows = self._rows[: self._used]
        else:
            rows = self._rows[np.repeat(firsts - starts, counts) + np.arange(counts.sum())]
        return Block(np.array(keys, dtype=np.int64), rows, starts, counts)

    def _reserve(self, rows: int) -> None:
        if rows > len(self._rows):
            grown = np.zeros((max(rows, len(self._rows) * 3 // 2, 64), self.dimensions), np.float32)
            grown[: self._used] = self._rows[: self._used]
            self._rows = grown

    def _compact(self) -> None:
        if not self._holes:
            return
        keys: Sequence[int] = list(self._spans)
        kept = [np.arange(start, start + count) for start, count in self._spans.values()]
        order = np.concatenate(kept) if kept else np.zeros(0, dtype=np.intp)
        self._rows = self._rows[order]
        ends = np.cumsum([self._spans[key][1] for key in keys]).tolist()
        for key, end in zip(keys, ends, strict=True):
            self._spans[key] = (end - self._spans[key][1], self._spans[key][1])
        self._used, self._holes = len(order), 0


def _nearest(block: Block, similarities: NDArray[np.float32], k: int) -> list[Neighbour]:
    best = np.maximum.reduceat(similarities, block.starts)
    chosen = np.lexsort((block.keys, -best))[:k]
    neighbours = []
    for at in chosen.tolist():
        start, count = block.starts[at], block.counts[at]
        passage = int(similarities[start : start + count].argmax())
        neighbours.append(Neighbour(int(block.keys[at]), float(best[at]), passage))
    return neighbours
