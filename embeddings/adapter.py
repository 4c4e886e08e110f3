"""What was learnt on top of a model: low-rank changes of its weights (LoRA, Hu et al. 2022).

The files are those of the package ``peft``; reading them needs no more than NumPy, and adding the
changes to the weights once makes the adapted model as fast as the plain one.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from embeddings.encoder import EncoderUnavailable

Floats = NDArray[np.floating]

CONFIG = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"
_PREFIX = "base_model.model."


class Adapter:
    """``factors`` holds for each weight of the base, by its name, ``(down, up)``: arrays of shape
    (rank, inputs) and (outputs, rank). The change is their product times ``scale``.
    """

    def __init__(self, factors: Mapping[str, tuple[Floats, Floats]], scale: float) -> None:
        self.factors = factors
        self.scale = scale

    @classmethod
    def read(cls, folder: Path) -> Self:
        """``EncoderUnavailable`` when the folder holds no whole adapter."""
        try:
            config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            stored = load_file(folder / WEIGHTS)
            scale = float(config["lora_alpha"]) / float(config["r"])
            return cls(dict(_factors(stored)), scale)
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise EncoderUnavailable(f"The folder {folder} holds no whole adapter.") from error

    def write(self, folder: Path, config: Mapping[str, Any]) -> None:
        """In float16; ``config`` is peft's, with ``r`` and ``lora_alpha``."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {}
        for name, (down, up) in self.factors.items():
            module = _PREFIX + name.removesuffix(".weight")
            tensors[f"{module}.lora_A.weight"] = np.ascontiguousarray(down, dtype=np.float16)
            tensors[f"{module}.lora_B.weight"] = np.ascontiguousarray(up, dtype=np.float16)
        save_file(tensors, folder / WEIGHTS)
        text = json.dumps(config, indent=2, sort_keys=True)
        (folder / CONFIG).write_text(text + "\n", encoding="utf-8")

    def change(self, name: str) -> Floats | None:
        """What to add to a weight of the base: shape (outputs, inputs); ``None``: nothing."""
        if name not in self.factors:
            return None
        down, up = (factor.astype(np.float32) for factor in self.factors[name])
        return self.scale * (up @ down)


def _factors(stored: Mapping[str, Floats]) -> Iterator[tuple[str, tuple[Floats, Floats]]]:
    for name, down in stored.items():
        if name.endswith(".lora_A.weight"):
            module = name.removesuffix(".lora_A.weight")
            up = stored[f"{module}.lora_B.weight"]
            if down.shape[0] != up.shape[1]:
                raise ValueError(name)
            yield f"{module.removeprefix(_PREFIX)}.weight", (down, up)
