"""Which language a text is in: short and long, with formulas and links, and none at all."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from embeddings.language import guess_language, known_languages

ROOT = Path(__file__).parents[3]
SENTENCES = {
    "en": "We look for a partner who can recover waste heat from our furnace.",
    "sv": "Vi söker en partner som kan ta vara på spillvärmen från vår ugn.",
    "de": "Wir suchen einen Partner, der die Abwärme unseres Ofens nutzen kann.",
    "fr": "Nous cherchons un partenaire capable de récupérer la chaleur de notre four.",
    "es": "Buscamos un socio que pueda aprovechar el calor residual de nuestro horno.",
    "pt": "Procuramos um parceiro que possa aproveitar o calor residual do nosso forno.",
    "pl": "Szukamy partnera, który wykorzysta ciepło odpadowe z naszego pieca.",
    "ru": "Мы ищем партнёра, который сможет использовать тепло нашей печи.",
    "hi": "हम ऐसे भागीदार की तलाश में हैं जो हमारी भट्ठी की अपशिष्ट ऊष्मा का उपयोग कर सके।",
    "ja": "当社の炉の排熱を回収できるパートナーを探しています。",
    "ko": "우리 용광로의 폐열을 회수할 수 있는 협력사를 찾습니다.",
    "zh": "我们正在寻找能够回收炉子余热的合作伙伴。",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough(language: str) -> None:
    guess = guess_language(SENTENCES[language])
    assert guess is not None
    assert guess.language == language
    assert guess.certainty > 0.8


def test_likelihoods_cover_the_known_languages_and_sum_to_one() -> None:
    guess = guess_language(SENTENCES["sv"])
    assert guess is not None
    assert set(guess.likelihoods) == set(known_languages())
    assert sum(guess.likelihoods.values()) == pytest.approx(1, abs=1e-5)


def test_capitals_amounts_and_links_do_not_matter() -> None:
    guess = guess_language(SENTENCES["sv"].upper() + " 3,5 t/h CO2 https://www.example.com/the/of")
    assert guess is not None
    assert guess.language == "sv"
    assert guess.certainty > 0.8


@pytest.mark.parametrize("text", ["", "  \n", "2030 42 %", "https://example.com", "…"])
def test_what_is_no_language_is_none(text: str) -> None:
    assert guess_language(text) is None


def test_few_words_are_not_certain() -> None:
    guess = guess_language("pilot plant")
    assert guess is None or guess.certainty < 0.8


def test_text_that_utf8_cannot_carry_does_no_harm() -> None:
    guess = guess_language("\udcff" + SENTENCES["de"])
    assert guess is not None
    assert guess.language == "de"


def test_the_stored_profiles_are_what_the_script_makes(tmp_path: Path) -> None:
    pytest.importorskip("py3langid", reason="the profiles are made with py3langid")
    script = runpy.run_path(str(ROOT / "scripts" / "language-profiles"))
    script["main"](tmp_path / "made.npz")
    stored = np.load(ROOT / "embeddings" / "language_profiles.npz")
    made = np.load(tmp_path / "made.npz")
    for name in stored:
        np.testing.assert_array_equal(made[name], stored[name])
