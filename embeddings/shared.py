"""One encoder for two threads: they take turns, so that a short text never waits for a long run."""

import threading
from collections.abc import Sequence
from typing import Final

import numpy as np

from embeddings.encoder import Encoder, EncoderInfo, Vectors

_TURN: Final = 32  # texts


class SharedEncoder:
    """Gives the vectors of ``encoder``; tokenizers must not be entered by two threads at once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._lock = threading.Lock()

    @property
    def info(self) -> EncoderInfo:
        return self._encoder.info

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Turn by turn, texts of similar length together."""
        vectors = np.zeros((len(texts), self.info.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        for at in range(0, len(order), _TURN):
            rows = order[at : at + _TURN]
            with self._lock:
                vectors[rows] = self._encoder.encode([texts[row] for row in rows])
        return vectors
