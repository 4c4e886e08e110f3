"""Names made comparable: scripts, marks, legal forms, short forms."""

import pytest

from matchmaker.ranking.name_forms import fold, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Norrsken Stål AB (publ)", "norrsken stal ab publ"),
        ("Petroquímica Bahía Jade S.A. de C.V.", "petroquimica bahia jade sa de cv"),
        ("Nordkaj Elektrolyse A/S", "nordkaj elektrolyse as"),
        ("ООО «Северодаль»", "ooo severodal"),
        ("Χαλυβουργία Θρακίας Α.Ε.", "chalyvoyrgia thrakias ae"),
        ("Łęgowiec Øst Weißthal", "legowiec ost weissthal"),
        ("Société d'Aubréval", "societe daubreval"),
        ("鉄鋼", "鉄鋼"),
        ("  _  ", ""),
    ],
)
def test_folding_keeps_every_word_in_latin_letters_where_it_can(name, expected) -> None:
    assert fold(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Kamenogorsk Ferroalloy GmbH",
        "KAMENOGORSK FERROALLOY Ltd.",
        "OAO Kamenogorsk Ferroalloy",
        "Kamenogorsk Ferroalloy (Pty) Ltd",
        "Joint Stock Company Kamenogorsk Ferroalloy",
        "Kamenogorsk Ferroalloy S.A. de C.V.",
        "Kamenogorsk Ferroalloy Sp. z o.o.",
        "PT Kamenogorsk Ferroalloy Tbk",
        "The Kamenogorsk Ferroalloy Co., Ltd.",
    ],
)
def test_a_legal_form_at_either_end_says_nothing(name) -> None:
    assert words(name) == ("kamenogorsk", "ferroalloy")


@pytest.mark.parametrize("name", ["GmbH", "Co. Ltd.", "S.A.", "The", "A", "&"])
def test_a_name_of_nothing_else_keeps_its_words(name) -> None:
    assert words(name) == tuple(fold(name).split())


def test_short_forms_are_written_out() -> None:
    assert words("Norvika Tech. Intl.") == words("Norvika Technologies International")
