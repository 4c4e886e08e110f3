"""What every vector index promises."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from embeddings.encoder import Vectors


@dataclass(frozen=True, slots=True)
class Neighbour:
    """``passage`` is the position of the best vector among those upserted for ``key``."""

    key: int
    score: float
    passage: int


class VectorIndex(Protocol):
    """Several vectors per key, of one encoder and unit length; a key scores as its best vector.

    ``among`` narrows before anything is scored. Vectors of another size raise ``ValueError``.
    """

    def upsert(self, key: int, vectors: Vectors) -> None: ...

    def remove(self, key: int) -> None: ...

    def search(
        self, vectors: Vectors, k: int, among: Collection[int] | None = None
    ) -> list[list[Neighbour]]:
        """For each of ``vectors`` at most ``k`` keys, best first, equal ones by key."""
        ...

    def __len__(self) -> int:
        """How many keys have at least one vector."""
        ...
