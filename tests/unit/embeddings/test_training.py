"""A tiny model is adapted, whole way; the real one takes most of an hour."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from embeddings.adapter import Adapter
from embeddings.encoder import EncoderUnavailable
from embeddings.multilingual import prepared_model
from embeddings.sentence import SentenceEncoder
from tests.unit.embeddings.packed import tiny_model

pytest.importorskip("peft", reason="adapting an encoder needs the extra packages of [train]")
training = pytest.importorskip("embeddings.training")

RELATED = [
    ("green steel", "steel green e", "e"),
    ("steel", "green green steel", "e e"),
] * 4
LESSON = training.Lesson(
    RELATED, parallel=[("green", "steel")] * 4, graded=[("green", "steel", 0.5), ("e", "steel", 0)]
)

pytestmark = pytest.mark.filterwarnings("ignore::Warning")  # of the libraries, about themselves


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tiny = tiny_model()
    folder = tmp_path_factory.mktemp("base")
    (folder / "tiny.bin").write_bytes(tiny.data)
    sha256 = hashlib.sha256(tiny.data).hexdigest()
    return prepared_model(folder, packed=folder / "tiny.bin", sha256=sha256)


def _recipe(**changes):
    return training.Recipe(
        **{"rank": 2, "batch": 4, "epochs": 2.0, "learning_rate": 1e-2, **changes}
    )


@pytest.mark.parametrize("method", ["lora", "dense"])
def test_an_adapted_model_loads_as_any_other_and_says_something_else(
    tmp_path: Path, base: Path, method: str
) -> None:
    training.adapt(base, LESSON, _recipe(method=method), tmp_path / "new")
    before = SentenceEncoder(str(base))
    after = SentenceEncoder(str(tmp_path / "new" / "model"))
    assert after.info.dimensions == before.info.dimensions
    texts = ["green steel", "steel"]
    assert not np.allclose(before.encode(texts), after.encode(texts), atol=1e-3)
    assert list((tmp_path / "new" / "adapter").iterdir())


def test_the_adapter_alone_gives_the_adapted_weights(tmp_path: Path, base: Path) -> None:
    training.adapt(base, LESSON, _recipe(), tmp_path / "new")
    adapter = Adapter.read(tmp_path / "new" / "adapter")
    plain = load_file(base / "model.safetensors")
    learnt = load_file(tmp_path / "new" / "model" / "model.safetensors")
    for name in adapter.factors:
        np.testing.assert_allclose(
            plain[name].astype(np.float32) + adapter.change(name), learnt[name], atol=5e-3
        )
    config = json.loads((tmp_path / "new" / "adapter" / "adapter_config.json").read_text())
    assert (config["r"], config["lora_alpha"]) == (2, 4)


def test_the_same_seed_learns_the_same(tmp_path: Path, base: Path) -> None:
    for name in ("one", "two"):
        training.adapt(base, LESSON, _recipe(loss="matryoshka"), tmp_path / name)
    one, two = (Adapter.read(tmp_path / name / "adapter") for name in ("one", "two"))
    for name in one.factors:
        np.testing.assert_array_equal(one.change(name), two.change(name))


def test_an_adapter_of_another_model_is_refused(base: Path) -> None:
    model = training.SentenceTransformer(str(base), device="cpu", local_files_only=True)
    other = Adapter({"encoder.layer.99.output.weight": (np.ones((1, 2)), np.ones((2, 1)))}, 1.0)
    with pytest.raises(EncoderUnavailable, match=r"does not fit the model: .*layer\.99"):
        training.add(other, model)
