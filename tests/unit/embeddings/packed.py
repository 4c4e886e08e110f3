"""A tiny packed model, written by the format's own rules."""

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MARKS = ("<s>", "<pad>", "</s>", "<unk>")
WORDS = ("▁", "▁green", "▁steel", "▁gre", "en", "▁鋼", "鉄", "e", "g", "n", "r", "s", "t", "l")
PIECES = MARKS + WORDS
SCORES = (0.0,) * 4 + tuple(-1.0 - at for at in range(len(WORDS)))
HIDDEN, INNER, LAYERS, POSITIONS = 32, 64, 2, 16
EXTRA_ROWS = 2  # the real file has more rows than pieces, too

Floats = NDArray[np.float32]


def nibble_block(steps: list[int], scale: float) -> bytes:
    """32 steps from -8 to 7 under one scale; position j low, position j + 16 high in byte j."""
    raw = [step + 8 for step in steps]
    return np.float16(scale).tobytes() + bytes(
        low | high << 4 for low, high in zip(raw[:16], raw[16:], strict=True)
    )


def quantize(weights: Floats) -> tuple[bytes, Floats]:
    """The packed bytes, and the weights as they come back."""
    blocks, back = [], []
    for row in weights.reshape(-1, 32):
        scale = np.float32(np.float16(np.abs(row).max() / 7))
        steps = np.clip(np.rint(row / scale), -8, 7)
        blocks.append(nibble_block([int(step) for step in steps], float(scale)))
        back.append(steps.astype(np.float32) * scale)
    return b"".join(blocks), np.concatenate(back).reshape(weights.shape)


@dataclass
class TinyModel:
    """``tensors`` holds what a reader must get back, by name."""

    data: bytes = b""
    tensors: dict[str, Floats] = field(default_factory=dict)


def tiny_model(
    *, magic: bytes = b"E5S1", version: int = 1, without: str = "", first_block: bytes = b""
) -> TinyModel:
    """``first_block`` stands in for the first 18 bytes of the word embeddings."""
    rng = np.random.default_rng(7)
    made = TinyModel()
    packed: list[tuple[str, int, int, bytes]] = []
    for name, shape in _shapes().items():
        if name == without:
            continue
        weights = rng.normal(0, 0.1, shape).astype(np.float32)
        four_bits = len(shape) == 2 and name not in ("emb.pos", "emb.type")
        raw, back = quantize(weights) if four_bits else (weights.tobytes(), weights)
        if name == "emb.word":
            raw = first_block + raw[len(first_block) :]
        made.tensors[name] = back
        packed.append((name, int(four_bits), weights.size, raw))
    made.data = _file(_head(magic, version), packed)
    return made


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES) + EXTRA_ROWS, HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (2, HIDDEN),
        "emb.ln.w": (HIDDEN,),
        "emb.ln.b": (HIDDEN,),
    }
    for layer in range(LAYERS):
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            rows = INNER if part == "fi" else HIDDEN
            shapes[f"l{layer}.{part}.w"] = (rows, INNER if part == "fo" else HIDDEN)
            shapes[f"l{layer}.{part}.b"] = (rows,)
        for part in ("aln", "oln"):
            shapes[f"l{layer}.{part}.w"] = shapes[f"l{layer}.{part}.b"] = (HIDDEN,)
    return shapes


def _head(magic: bytes, version: int) -> bytes:
    rows = len(PIECES) + EXTRA_ROWS
    sizes = (HIDDEN, LAYERS, 2, INNER, rows, POSITIONS, 2)
    head = struct.pack("<4sI7ifi", magic, version, *sizes, 1e-12, 32)
    texts = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *(len(text) for text in texts)])
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1]))
    head += ends.astype("<u4").tobytes() + np.array(SCORES, dtype="<f4").tobytes()
    replacement = struct.pack("<IBI", 0x09, 1, 0x20)  # a tabulator becomes a space
    return head + b"".join(texts) + struct.pack("<iI", 1, len(replacement)) + replacement


def _file(head: bytes, tensors: list[tuple[str, int, int, bytes]]) -> bytes:
    """Head, directory, then the tensors in their order."""
    start = len(head) + 4 + sum(2 + len(name) + 21 for name, _, _, _ in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, kind, count, raw in tensors:
        place = struct.pack("<BIQQ", kind, count, start + len(body), len(raw))
        directory += struct.pack("<H", len(name)) + name.encode() + place
        body += raw
    return head + directory + body
