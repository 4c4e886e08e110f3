"""What every encoder promises, whatever turns the text into numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class EncoderUnavailable(RuntimeError):
    """The model cannot be loaded; the message is one sentence that an operator can act on."""


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """Two encoders with equal ``key`` give the same vectors; with another key, never compare them.

    ``max_tokens`` is the window beyond which text is dropped, 0 when there is none. ``languages``
    holds BCP 47 codes of the languages that the encoder was trained on, empty when it was not.
    """

    name: str
    revision: str
    dimensions: int
    max_tokens: int = 0
    languages: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.name}@{self.revision}"

    def knows(self, language: str) -> bool:
        """Whether vectors of text in this language mean something; of others leave them out."""
        return not self.languages or language.partition("-")[0].lower() in self.languages


class Encoder(Protocol):
    """``encode`` gives float32 of shape (texts, dimensions): unit rows, zero for an empty text."""

    @property
    def info(self) -> EncoderInfo: ...

    def encode(self, texts: Sequence[str]) -> Vectors: ...
