"""What was learnt on top of a model: kept small, added once, refused when it is not whole."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from embeddings.adapter import CONFIG, WEIGHTS, Adapter
from embeddings.encoder import EncoderUnavailable
from embeddings.multilingual import ADAPTER, prepared_model
from tests.unit.embeddings.packed import HIDDEN, tiny_model

QUERY = "encoder.layer.1.attention.self.query.weight"


def _adapter() -> Adapter:
    rng = np.random.default_rng(2)
    return Adapter({QUERY: (rng.normal(size=(2, HIDDEN)), rng.normal(size=(HIDDEN, 2)))}, 2.0)


def _written(folder: Path) -> Path:
    _adapter().write(folder, {"r": 2, "lora_alpha": 4})
    return folder


def test_an_adapter_is_read_as_it_was_written(tmp_path: Path) -> None:
    found = Adapter.read(_written(tmp_path / "learnt"))
    assert found.scale == 2.0
    np.testing.assert_allclose(found.change(QUERY), _adapter().change(QUERY), atol=0.05)
    assert found.change("pooler.weight") is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (CONFIG, b"{"),
        (CONFIG, b'{"r": 0, "lora_alpha": "much"}'),
        (CONFIG, b"[]"),
        (WEIGHTS, b"short"),
        (WEIGHTS, b""),
    ],
)
def test_a_damaged_adapter_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes
) -> None:
    folder = _written(tmp_path / "learnt")
    (folder / name).write_bytes(content)
    with pytest.raises(EncoderUnavailable, match=r"^The folder .* holds no whole adapter\.$"):
        Adapter.read(folder)


def test_a_missing_adapter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="holds no whole adapter"):
        Adapter.read(tmp_path / "absent")


def test_what_was_learnt_is_added_to_the_weights_of_the_base(tmp_path: Path) -> None:
    tiny = tiny_model()
    packed = tmp_path / "tiny.bin"
    packed.write_bytes(tiny.data)
    sha256 = hashlib.sha256(tiny.data).hexdigest()
    adapter = _written(tmp_path / "industry")
    plain = prepared_model(tmp_path / "models", packed=packed, sha256=sha256)
    adapted = prepared_model(tmp_path / "models", packed=packed, sha256=sha256, adapter=adapter)
    before, after = (load_file(folder / "model.safetensors") for folder in (plain, adapted))
    change = Adapter.read(adapter).change(QUERY)
    np.testing.assert_allclose(after[QUERY] - before[QUERY], change, atol=0.02)
    assert {name for name in before if not np.array_equal(before[name], after[name])} == {QUERY}


def test_another_adapter_makes_the_model_anew(tmp_path: Path) -> None:
    tiny = tiny_model()
    packed = tmp_path / "tiny.bin"
    packed.write_bytes(tiny.data)
    sha256 = hashlib.sha256(tiny.data).hexdigest()
    adapter = _written(tmp_path / "industry")
    folder = prepared_model(tmp_path, packed=packed, sha256=sha256, adapter=adapter)
    before = load_file(folder / "model.safetensors")[QUERY]
    Adapter({QUERY: (np.ones((1, HIDDEN)), np.ones((HIDDEN, 1)))}, 1.0).write(
        adapter, {"r": 1, "lora_alpha": 1}
    )
    assert prepared_model(tmp_path, packed=packed, sha256=sha256, adapter=adapter) == folder
    after = load_file(folder / "model.safetensors")[QUERY]
    assert not np.allclose(before, after)


def test_the_shipped_adapter_is_small_whole_and_has_a_card() -> None:
    adapter = Adapter.read(ADAPTER)
    assert len(adapter.factors) == 72  # six linear maps in each of twelve layers
    assert sum(path.stat().st_size for path in ADAPTER.iterdir()) < 10_000_000
    assert json.loads((ADAPTER / CONFIG).read_text(encoding="utf-8"))["peft_type"] == "LORA"
    card = (ADAPTER / "README.md").read_text(encoding="utf-8")
    for chapter in ("Data", "Licence", "Figures", "Limits"):
        assert f"## {chapter}" in card
