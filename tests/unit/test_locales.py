"""Alphabetical lists stand in the order of the reader's language."""

import pytest

from matchmaker.locales import sort_key


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("sv", ["Albanien", "Chile", "Zimbabwe", "Åland", "Ärna", "Österrike"]),
        ("es", ["Afganistán", "Angola", "Níger", "Nza", "Ñuñoa", "Omán"]),
        ("en", ["Åland Islands", "Albania", "Côte d’Ivoire", "Cuba", "Türkiye", "Zambia"]),
    ],
)
def test_letters_with_a_place_of_their_own_stand_there(language: str, names: list[str]) -> None:
    assert sorted(set(names), key=lambda name: sort_key(language, name)) == names
