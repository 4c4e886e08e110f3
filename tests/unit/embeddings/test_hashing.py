"""The encoder without a model keeps the encoders' promises."""

import subprocess
import sys

import numpy as np

from embeddings.encoder import EncoderInfo
from embeddings.hashing import HashingEncoder

TEXTS = [
    "Hydrogen burners for lime kilns",
    "A lime kiln fired by hydrogen",
    "Office chairs to rent",
]


def test_rows_have_unit_length_and_an_empty_text_is_zero() -> None:
    vectors = HashingEncoder().encode([*TEXTS, "", "  "])
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 0, 0], atol=1e-6)


def test_similar_texts_are_nearer_than_others() -> None:
    a, b, c = HashingEncoder().encode(TEXTS)
    assert a @ b > a @ c + 0.2


def test_parts_of_words_count() -> None:
    a, b, c = HashingEncoder().encode(["electrolyser", "electrolysis", "insurance"])
    assert a @ b > a @ c + 0.1


def test_texts_without_spaces_are_compared_by_their_characters() -> None:
    a, b, c = HashingEncoder().encode(["水素製鉄の技術", "水素による製鉄", "海運の保険"])
    assert a @ b > a @ c + 0.1


def test_another_process_gives_the_same_vectors() -> None:
    code = (
        "from embeddings.hashing import HashingEncoder as H;"
        f"print(H(16).encode({TEXTS!r}).tobytes().hex())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert other == HashingEncoder(16).encode(TEXTS).tobytes().hex()


def test_no_texts_give_no_rows() -> None:
    assert HashingEncoder(8).encode([]).shape == (0, 8)


def test_two_sizes_are_two_encoders() -> None:
    assert HashingEncoder(8).info.key != HashingEncoder(16).info.key


def test_an_encoder_says_which_languages_it_knows() -> None:
    english = EncoderInfo("a", "1", 2, languages=("en",))
    assert english.key == "a@1"
    assert english.knows("en-GB")
    assert english.knows("EN")
    assert not english.knows("sv")
    assert EncoderInfo("a", "1", 2).knows("sv")
