"""The packaged model: what it promises, and what an operator reads when it cannot load."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import EncoderUnavailable
from embeddings.factory import make_encoder
from embeddings.sentence import WEIGHTS_SHA256, SentenceEncoder, packaged_model, verify
from embeddings.text import passages

TEXTS = {
    "English": "Hydrogen direct reduction of iron ore in a shaft furnace, CO2-free. ",
    "German": "Sauerstoffaufblaskonverterschlacke wird mit Wasserstoff reduziert. ",
    "Hindi": "इस्पात उद्योग में हाइड्रोजन आधारित प्रत्यक्ष अपचयन। ",
    "Japanese": "水素を用いた製鉄プロセスの排ガスから二酸化炭素を回収する技術。",
    "Russian": "Прямое восстановление железа водородом в шахтной печи. ",
    "numbers": "EN 10025-2:2019, 3.75 t/h; 1,250 °C (±15 °C), 0.5–0.9 kWh/m³. ",
    "rubbish": "xqjzkvwpfhg7tzx3b" * 5,
}


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.mark.model
def test_rows_have_unit_length_and_an_empty_text_is_zero(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(["Green steel", "", "  ", "Cement"])
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 0, 1], atol=1e-5)
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.model
def test_meaning_counts_beyond_words(encoder: SentenceEncoder) -> None:
    a, b, c = encoder.encode(
        ["making steel without coal", "fossil-free iron production", "booking hotel rooms"]
    )
    assert a @ b > a @ c + 0.3


@pytest.mark.model
def test_a_text_has_the_same_vector_in_any_company(encoder: SentenceEncoder) -> None:
    alone = encoder.encode(["slag"])[0]
    among = encoder.encode(["slag", "A much longer text about the recovery of metals. " * 9])[0]
    assert alone @ among > 0.9999


@pytest.mark.model
def test_the_key_names_model_weights_and_precision(encoder: SentenceEncoder) -> None:
    name, _, revision = encoder.info.key.partition("@")
    assert name == "all-MiniLM-L6-v2"
    assert revision.startswith(WEIGHTS_SHA256[:12])
    assert encoder.info.max_tokens == 256
    assert encoder.info.languages == ("en",)


@pytest.mark.model
@pytest.mark.parametrize("language", TEXTS)
def test_no_passage_is_longer_than_the_window(encoder: SentenceEncoder, language: str) -> None:
    text = TEXTS[language] * 40
    found = passages(text[:120], text[:700], text, [text[:600]])
    assert max(encoder.tokens(p.text) for p in found) <= encoder.info.max_tokens


@pytest.mark.model
def test_a_folder_can_be_named_and_has_a_revision_of_its_own(
    encoder: SentenceEncoder, tmp_path: Path
) -> None:
    folder = tmp_path / "tuned"
    shutil.copytree(packaged_model(), folder)
    other = make_encoder(str(folder))
    assert other.info.name == "tuned"
    assert other.info.key != encoder.info.key
    assert other.encode(["slag"])[0] @ encoder.encode(["slag"])[0] > 0.999


@pytest.mark.model
def test_a_truncated_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(packaged_model(), folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1_000])
    with pytest.raises(EncoderUnavailable, match=r"^No sentence-transformers model.*\.$"):
        make_encoder(str(folder))


def test_a_missing_folder_is_refused_without_asking_the_network(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="could be loaded from"):
        make_encoder(str(tmp_path / "absent"))


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"not the model")
    with pytest.raises(EncoderUnavailable, match="is not the published one"):
        verify(weights, WEIGHTS_SHA256)
    verify(weights, hashlib.sha256(b"not the model").hexdigest())


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="cannot be read"):
        verify(tmp_path / "model.safetensors", WEIGHTS_SHA256)
