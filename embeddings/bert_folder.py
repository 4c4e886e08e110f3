"""Writes a packed model as an ordinary sentence-transformers folder."""

import json
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.adapter import Adapter
from embeddings.quantized import PackedModel, Shape, Vocabulary
from embeddings.unigram import unigram_tokenizer

MAX_TOKENS = 512
PROMPTS = {"query": "query: ", "passage": "passage: "}
PROMPT = "query"  # for both sides alike: a need and an offer are told apart by nothing else
_MODULES = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
Floats = NDArray[np.floating]
_PARTS = {  # name in the packed file: name in a BERT layer
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_model(packed: PackedModel, folder: Path, adapter: Adapter | None = None) -> None:
    """Fills an empty folder; weights become float16, which holds every 4-bit one but for rounding.

    What the adapter changes is added to the weights. Raises ``EncoderUnavailable`` when the packed
    file lacks a tensor.
    """
    unigram_tokenizer(packed.vocabulary).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _settings(packed).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _write_weights(packed, folder / "model.safetensors", adapter or Adapter({}, 1.0))


def _settings(packed: PackedModel) -> dict[str, Any]:
    shape = packed.shape
    window = min(MAX_TOKENS, shape.positions)
    return {
        "config.json": _bert(shape, packed.vocabulary),
        "tokenizer_config.json": _tokenizer_marks(packed.vocabulary) | {"model_max_length": window},
        "modules.json": [
            {
                "idx": at,
                "name": str(at),
                "path": path,
                "type": f"sentence_transformers.models.{name}",
            }
            for at, (path, name) in enumerate(_MODULES)
        ],
        "sentence_bert_config.json": {
            "max_seq_length": window,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},
        },
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": PROMPT,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }


def _tokenizer_marks(vocabulary: Vocabulary) -> dict[str, Any]:
    pieces = vocabulary.pieces
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces": False,
        "bos_token": pieces[vocabulary.start],
        "cls_token": pieces[vocabulary.start],
        "eos_token": pieces[vocabulary.end],
        "sep_token": pieces[vocabulary.end],
        "pad_token": pieces[vocabulary.padding],
        "unk_token": pieces[vocabulary.unknown],
    }


def _bert(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": shape.hidden,
        "intermediate_size": shape.inner,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "vocab_size": len(vocabulary.pieces),
        "layer_norm_eps": float(f"{shape.epsilon:.6g}"),
        "bos_token_id": vocabulary.start,
        "eos_token_id": vocabulary.end,
        "pad_token_id": vocabulary.padding,
        "torch_dtype": "float16",
    }


def _write_weights(packed: PackedModel, path: Path, adapter: Adapter) -> None:
    """In the safetensors format, a slice at a time; its library wants every tensor in memory."""
    tensors = list(_tensors(packed.shape, len(packed.vocabulary.pieces)))
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for _, name, shape in tensors:
        start, end = end, end + 2 * prod(shape)
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [start, end]}
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with path.open("wb") as file:
        file.write(len(head).to_bytes(8, "little") + head)
        for packed_name, name, shape in tensors:
            for weights in _adapted(packed.weights(packed_name, *shape), adapter.change(name)):
                file.write(weights.astype("<f2").tobytes())


def _adapted(slices: Iterator[Floats], change: Floats | None) -> Iterator[Floats]:
    """A changed weight as a whole: it is small beside the vocabulary."""
    if change is None:
        yield from slices
    else:
        yield np.concatenate(list(slices)).reshape(change.shape) + change


def _tensors(shape: Shape, pieces: int) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Name in the packed file, name in the folder, shape. Rows behind the last piece stay out."""
    hidden = shape.hidden
    yield "emb.word", "embeddings.word_embeddings.weight", (pieces, hidden)
    yield "emb.pos", "embeddings.position_embeddings.weight", (shape.positions, hidden)
    yield "emb.type", "embeddings.token_type_embeddings.weight", (shape.types, hidden)
    yield "emb.ln.w", "embeddings.LayerNorm.weight", (hidden,)
    yield "emb.ln.b", "embeddings.LayerNorm.bias", (hidden,)
    matrices = {"fi": (shape.inner, hidden), "fo": (hidden, shape.inner)}
    for layer in range(shape.layers):
        for part, name in _PARTS.items():
            matrix = matrices.get(part, (hidden, hidden))
            weight = (hidden,) if name.endswith("LayerNorm") else matrix
            yield f"l{layer}.{part}.w", f"encoder.layer.{layer}.{name}.weight", weight
            yield f"l{layer}.{part}.b", f"encoder.layer.{layer}.{name}.bias", matrix[:1]
