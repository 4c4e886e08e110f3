"""Adapts an encoder to a field: pairs of texts that belong together, and pairs that people graded.

Nothing but this module needs the packages ``peft``, ``accelerate`` and ``datasets``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import torch
from datasets import Dataset
from peft import LoraConfig, TaskType
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.sentence_transformer import losses
from sentence_transformers.sentence_transformer.modules import Dense

from embeddings.adapter import Adapter
from embeddings.encoder import EncoderUnavailable

Method = Literal["lora", "dense"]
Loss = Literal["cosine", "matryoshka"]

#: The linear maps of every BERT layer, attention and feed-forward alike.
_TARGETS = (
    "query",
    "key",
    "value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_DROPOUT = 0.05
_PARTS = (6, 4, 2)  # sixths of the dimensions that a Matryoshka loss asks to stand alone


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a run depends on beside its texts and its base. ``window`` is in tokens."""

    method: Method = "lora"
    loss: Loss = "cosine"
    rank: int = 16
    learning_rate: float = 4e-4
    batch: int = 32
    epochs: float = 1.0
    window: int = 96
    scale: float = 40.0  # inverse temperature of the contrastive loss
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """``related`` holds anchor, what belongs to it, and what only looks like it.

    ``parallel`` holds the same sentence in two languages, ``graded`` two phrases and how alike
    people found them, 0 to 1.
    """

    related: Sequence[tuple[str, str, str]]
    parallel: Sequence[tuple[str, str]] = field(default=())
    graded: Sequence[tuple[str, str, float]] = field(default=())


def adapt(base: Path, lesson: Lesson, recipe: Recipe, target: Path) -> None:
    """Train and write ``target/model``, a whole sentence-transformers folder, and
    ``target/adapter``, only what was learnt. On the processor; the same seed gives the same.
    """
    torch.manual_seed(recipe.seed)
    model = _loaded(base, recipe)
    model.max_seq_length, window = recipe.window, model.max_seq_length
    data, loss = _lessons(model, lesson, recipe)
    with TemporaryDirectory() as scratch:
        trainer = SentenceTransformerTrainer(
            model=model, args=_arguments(recipe, scratch), train_dataset=data, loss=loss
        )
        trainer.train()
    model.max_seq_length = window
    _save(base, model, recipe, target)


def _loaded(base: Path, recipe: Recipe) -> SentenceTransformer:
    model = SentenceTransformer(str(base), device="cpu", local_files_only=True).float()
    if recipe.method == "lora":
        model.add_adapter(
            LoraConfig(
                task_type=TaskType.FEATURE_EXTRACTION,
                r=recipe.rank,
                lora_alpha=2 * recipe.rank,
                lora_dropout=_DROPOUT,
                target_modules=list(_TARGETS),
            )
        )
        return model
    model.requires_grad_(False)
    size = int(model.get_embedding_dimension() or 0)
    dense = Dense(size, size, bias=False, activation_function=torch.nn.Identity())
    with torch.no_grad():
        dense.linear.weight.copy_(torch.eye(size))
    first, pooling, *rest = model.children()
    return SentenceTransformer(
        modules=[first, pooling, dense, *rest],
        device="cpu",
        prompts={name: prompt or "" for name, prompt in model.prompts.items()},
        default_prompt_name=model.default_prompt_name,
    )


def _lessons(
    model: SentenceTransformer, lesson: Lesson, recipe: Recipe
) -> tuple[dict[str, Dataset], dict[str, Any]]:
    """The losses see texts as the encoder will: with the prompt in front."""
    prompt = model.prompts.get(model.default_prompt_name or "") or ""
    contrast: Any = losses.MultipleNegativesRankingLoss(model, scale=recipe.scale)
    if recipe.loss == "matryoshka":
        size = int(model.get_embedding_dimension() or 0)
        contrast = losses.MatryoshkaLoss(model, contrast, [size * part // 6 for part in _PARTS])
    data = {"related": _columns(("anchor", "positive", "negative"), lesson.related, prompt)}
    loss: dict[str, Any] = {"related": contrast}
    if lesson.parallel:
        data["parallel"] = _columns(("anchor", "positive"), lesson.parallel, prompt)
        loss["parallel"] = losses.MultipleNegativesRankingLoss(model, scale=recipe.scale)
    if lesson.graded:
        data["graded"] = _columns(("one", "other", "score"), lesson.graded, prompt)
        loss["graded"] = losses.CoSENTLoss(model)
    return data, loss


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]], prompt: str) -> Dataset:
    return Dataset.from_dict(
        {
            name: [f"{prompt}{row[at]}" if isinstance(row[at], str) else row[at] for row in rows]
            for at, name in enumerate(names)
        }
    )


def _arguments(recipe: Recipe, scratch: str) -> SentenceTransformerTrainingArguments:
    return SentenceTransformerTrainingArguments(
        output_dir=scratch,
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.learning_rate,
        warmup_steps=0.1,
        bf16=bool(torch.cpu.get_capabilities().get("amx_bf16")),
        use_cpu=True,
        seed=recipe.seed,
        data_seed=recipe.seed,
        save_strategy="no",
        report_to=[],
        batch_sampler="no_duplicates",
        logging_steps=20,
    )


def _save(base: Path, model: SentenceTransformer, recipe: Recipe, target: Path) -> None:
    if recipe.method == "dense":
        dense: Any = model[2]
        (target / "adapter").mkdir(parents=True)
        dense.save(str(target / "adapter"))
        adapted = model
    else:
        adapter = _learnt(model, recipe)
        adapter.write(target / "adapter", _config(recipe))
        adapted = SentenceTransformer(str(base), device="cpu", local_files_only=True).float()
        add(adapter, adapted)
    adapted.half().save(str(target / "model"), create_model_card=False)


def add(adapter: Adapter, model: SentenceTransformer) -> None:
    """Change the weights in place; ``EncoderUnavailable`` when they are of another base."""
    transformer: Any = model[0]
    weights = dict(transformer.auto_model.named_parameters())
    for name in adapter.factors:
        change = adapter.change(name)
        if name not in weights or change is None or weights[name].shape != change.shape:
            raise EncoderUnavailable(f"The adapter does not fit the model: it has no {name}.")
        with torch.no_grad():
            weights[name] += torch.from_numpy(change).to(weights[name].dtype)


def _learnt(model: SentenceTransformer, recipe: Recipe) -> Adapter:
    transformer: Any = model[0]
    state = {
        name.removesuffix(".weight").replace(".default", ""): tensor.detach().float().numpy()
        for name, tensor in transformer.auto_model.state_dict().items()
        if ".lora_" in name
    }
    names = [name.removesuffix(".lora_A") for name in state if name.endswith(".lora_A")]
    factors = {
        f"{name}.weight": (state[f"{name}.lora_A"], state[f"{name}.lora_B"]) for name in names
    }
    return Adapter(factors, _config(recipe)["lora_alpha"] / recipe.rank)


def _config(recipe: Recipe) -> dict[str, Any]:
    """What peft wants to know of an adapter."""
    return {
        "peft_type": "LORA",
        "task_type": "FEATURE_EXTRACTION",
        "r": recipe.rank,
        "lora_alpha": 2 * recipe.rank,
        "lora_dropout": _DROPOUT,
        "target_modules": list(_TARGETS),
    }
