"""The multilingual model: made once, whole or not at all, and never used when it was changed."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from embeddings.encoder import EncoderUnavailable
from embeddings.multilingual import NAME, PACKAGE, default_folder, packed_file, prepared_model
from embeddings.quantized import PackedModel
from embeddings.sentence import SentenceEncoder
from embeddings.unigram import unigram_tokenizer
from tests.unit.embeddings.packed import HIDDEN, PIECES, TinyModel, tiny_model


@pytest.fixture(scope="module")
def tiny() -> TinyModel:
    return tiny_model()


@pytest.fixture
def packed(tmp_path: Path, tiny: TinyModel) -> Path:
    path = tmp_path / "tiny.bin"
    path.write_bytes(tiny.data)
    return path


def prepare(folder: Path, packed: Path, tiny: TinyModel) -> Path:
    return prepared_model(folder, packed=packed, sha256=hashlib.sha256(tiny.data).hexdigest())


def test_text_is_cut_into_the_likeliest_pieces(tiny: TinyModel) -> None:
    tokenizer = unigram_tokenizer(PackedModel(tiny.data).vocabulary)
    assert tokenizer.encode("green  steel\n").tokens == ["<s>", "▁green", "▁steel", "</s>"]
    assert tokenizer.encode("greet").tokens == ["<s>", "▁gre", "e", "t", "</s>"]


def test_wide_and_composed_characters_are_normalized_first(tiny: TinyModel) -> None:
    tokenizer = unigram_tokenizer(PackedModel(tiny.data).vocabulary)
    assert tokenizer.encode("ｇｒｅｅｎ").tokens == ["<s>", "▁green", "</s>"]
    assert tokenizer.encode("鋼鉄").tokens == ["<s>", "▁鋼", "鉄", "</s>"]
    assert tokenizer.encode("Ж").ids == [0, PIECES.index("▁"), PIECES.index("<unk>"), 2]


def test_the_folder_holds_the_packed_weights_under_their_usual_names(
    tmp_path: Path, packed: Path, tiny: TinyModel
) -> None:
    weights = load_file(prepare(tmp_path / "models", packed, tiny) / "model.safetensors")
    assert weights["embeddings.word_embeddings.weight"].shape == (len(PIECES), HIDDEN)
    for ours, theirs in {
        "l1.q.w": "encoder.layer.1.attention.self.query.weight",
        "l0.fo.w": "encoder.layer.0.output.dense.weight",
        "l1.oln.b": "encoder.layer.1.output.LayerNorm.bias",
    }.items():
        np.testing.assert_allclose(weights[theirs], tiny.tensors[ours], rtol=1e-3, atol=1e-6)


def test_the_folder_loads_as_any_other_model(tmp_path: Path, packed: Path, tiny: TinyModel) -> None:
    encoder = SentenceEncoder(str(prepare(tmp_path / "models", packed, tiny)))
    assert (encoder.info.name, encoder.info.dimensions, encoder.info.max_tokens) == (NAME, 32, 16)
    vectors = encoder.encode(["green steel", "steel green e", ""])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0], atol=1e-5)


def test_the_model_is_made_once(tmp_path: Path, packed: Path, tiny: TinyModel) -> None:
    made = prepare(tmp_path / "models", packed, tiny)
    before = (made / "model.safetensors").stat().st_mtime_ns
    packed.unlink()
    assert prepare(tmp_path / "models", packed, tiny) == made
    assert (made / "model.safetensors").stat().st_mtime_ns == before
    assert [path.name for path in made.parent.iterdir()] == [NAME]


def test_a_packed_file_that_is_not_the_published_one_makes_nothing(
    tmp_path: Path, packed: Path, tiny: TinyModel
) -> None:
    packed.write_bytes(tiny.data[:-1])
    with pytest.raises(EncoderUnavailable, match="is not the published one"):
        prepare(tmp_path / "models", packed, tiny)
    assert not (tmp_path / "models").exists()


def test_a_model_that_cannot_be_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    torn = tiny_model(without="l1.fo.w")
    packed = tmp_path / "torn.bin"
    packed.write_bytes(torn.data)
    with pytest.raises(EncoderUnavailable, match=r"no tensor l1\.fo\.w"):
        prepare(tmp_path / "models", packed, torn)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, packed: Path, tiny: TinyModel
) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(EncoderUnavailable, match="cannot be written to"):
        prepare(tmp_path / "models", packed, tiny)


def test_a_truncated_a_changed_and_a_foreign_folder_are_refused(
    tmp_path: Path, packed: Path, tiny: TinyModel
) -> None:
    for number, spoil in enumerate((_truncate, _add_a_file, _lose_a_file, _forget_the_manifest)):
        home = tmp_path / str(number)
        spoil(prepare(home, packed, tiny))
        with pytest.raises(EncoderUnavailable, match="remove it and run scripts/setup again"):
            prepare(home, packed, tiny)


def test_a_folder_made_from_another_packed_file_is_refused(
    tmp_path: Path, packed: Path, tiny: TinyModel
) -> None:
    prepare(tmp_path, packed, tiny)
    with pytest.raises(EncoderUnavailable, match="is not the model that was prepared there"):
        prepared_model(tmp_path, packed=packed)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EncoderUnavailable, match=f"The package {PACKAGE} that carries the model"):
        packed_file()


def _truncate(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-10])


def _add_a_file(folder: Path) -> None:
    (folder / "adapter_config.json").write_text("{}")


def _lose_a_file(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def _forget_the_manifest(folder: Path) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"files": {}}))


@pytest.mark.model
def test_one_need_in_many_languages_is_one_need() -> None:
    encoder = SentenceEncoder(str(prepared_model()))
    needs = encoder.encode(
        [
            "We look for ways to recover waste heat from a steel furnace.",
            "Vi söker sätt att ta vara på spillvärme från en stålugn.",
            "हम इस्पात भट्ठी से अपशिष्ट ऊष्मा पुनर्प्राप्त करने के तरीके खोज रहे हैं।",
            "製鋼炉の排熱を回収する方法を探しています。",
        ]
    )
    other = encoder.encode(["Software that plans the rota of a hospital ward."])
    assert (needs @ needs[0]).min() > (needs @ other.T).max() + 0.05
    assert prepared_model().parent == default_folder()
