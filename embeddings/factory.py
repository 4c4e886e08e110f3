"""Names that a setting may give, and what they stand for."""

from collections.abc import Callable

from embeddings.encoder import Encoder
from embeddings.exact import ExactIndex
from embeddings.hashing import HashingEncoder
from embeddings.index import VectorIndex
from embeddings.multilingual import adapted_model
from embeddings.sentence import SentenceEncoder

DEFAULT = "multilingual"
ENCODERS: dict[str, Callable[[], Encoder]] = {
    DEFAULT: lambda: SentenceEncoder(str(adapted_model())),
    "minilm": SentenceEncoder,
    "hashing": HashingEncoder,
}
INDEXES: dict[str, Callable[[int], VectorIndex]] = {
    "exact": ExactIndex,
}


def make_encoder(spec: str) -> Encoder:
    """By a name above, or any sentence-transformers model by folder or cached name.

    Raises ``EncoderUnavailable``. Loading a model takes seconds; keep what you get.
    """
    build = ENCODERS.get(spec)
    return build() if build else SentenceEncoder(spec)


def make_index(spec: str, dimensions: int) -> VectorIndex:
    """Raises ``ValueError`` for an unknown name."""
    if spec not in INDEXES:
        raise ValueError(f"there is no index {spec!r}; known are {', '.join(sorted(INDEXES))}")
    return INDEXES[spec](dimensions)
