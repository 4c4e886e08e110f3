"""Stored vectors: one for each text and encoder, kept as long as a passage has that text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from models import Embedding, Passage

CHUNK: Final = 500  # ids in one statement
BATCH: Final = 256  # texts in one call of the encoder
_FLOAT32: Final = 4  # bytes
_SAMPLE: Final = 200  # listings that tell what unrelated texts have in common
_FEWEST: Final = 5  # listings below which they do not tell
_Item = TypeVar("_Item")
Progress = Callable[[str, int, int], None]  # phase, done, of how many


def encode_new(
    session: Session, encoder: Encoder, texts: Mapping[str, str], progress: Progress
) -> dict[str, bytes]:
    """Vectors, little-endian float32, of those ``texts`` that have none; both by content hash."""
    known = _stored(session, encoder.info.key, texts)
    missing = [key for key in texts if key not in known]
    vectors: dict[str, bytes] = {}
    for batch in chunked(missing, BATCH):
        rows = encoder.encode([texts[key] for key in batch]).astype("<f4")
        vectors |= {key: row.tobytes() for key, row in zip(batch, rows, strict=True)}
        progress("Encoding", len(vectors), len(missing))
    return vectors


def store_vectors(session: Session, encoder: str, vectors: Mapping[str, bytes]) -> None:
    """Add what ``encode_new`` gave. A text that somebody stored meanwhile is left as it is."""
    stored = _stored(session, encoder, vectors)
    rows = [
        {
            "encoder": encoder,
            "content_hash": key,
            "dimensions": len(vector) // _FLOAT32,
            "vector": vector,
        }
        for key, vector in vectors.items()
        if key not in stored
    ]
    for chunk in chunked(rows):
        session.execute(insert(Embedding), chunk)


def remove_unused(session: Session, hashes: set[str]) -> None:
    """Vectors are content: one that no passage has any more is deleted, of whatever encoder."""
    used = exists().where(Passage.content_hash == Embedding.content_hash)
    for chunk in chunked(sorted(hashes)):
        session.execute(delete(Embedding).where(Embedding.content_hash.in_(chunk), ~used))


def chunked(items: Sequence[_Item], size: int = CHUNK) -> Iterator[Sequence[_Item]]:
    """Runs of at most ``size``: SQLite takes a limited number of values in one statement."""
    return (items[start : start + size] for start in range(0, len(items), size))


def unrelated(
    session: Session, encoder: str, among: Sequence[int] | None = None
) -> NDArray[np.float32] | None:
    """Cosines of listings that nobody has chosen for one another, by their first passages.

    ``among``: ids of listings, in order; ``None``: any. ``None`` where there are too few to tell.
    """
    query = (
        select(Embedding.vector)
        .join(Passage, Passage.content_hash == Embedding.content_hash)
        .where(Embedding.encoder == encoder, Passage.position == 0)
        .order_by(Passage.listing_id)
        .limit(_SAMPLE)
    )
    if among is not None:
        query = query.where(Passage.listing_id.in_(among[:_SAMPLE]))
    rows = [np.frombuffer(row, dtype="<f4") for row in session.scalars(query)]
    if len(rows) < _FEWEST:
        return None
    vectors = np.stack(rows)
    cosines: NDArray[np.float32] = (vectors @ vectors.T)[np.triu_indices(len(rows), 1)]
    return cosines


def _stored(session: Session, encoder: str, hashes: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunked(list(hashes)):
        query = select(Embedding.content_hash).where(
            Embedding.encoder == encoder, Embedding.content_hash.in_(chunk)
        )
        found.update(session.scalars(query))
    return found
