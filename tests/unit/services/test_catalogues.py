"""The catalogues follow the program, and what is offered is complete."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import write_po
from babel.support import Translations

from matchmaker.importers.messages import Message, messages
from matchmaker.locales import ENGLISH, OFFERED
from matchmaker.services import catalogues

OFFER = Message("Offer", "", "a.html")
DAYS = Message("%(num)s day by %(who)s", "%(num)s days by %(who)s", "b.html")
FOUND = messages()


def translate(folder: Path, **texts: str) -> None:
    path = catalogues.path_of("sv", folder)
    text = path.read_text("utf-8")
    for old, new in texts.items():
        text = text.replace(f'msgid "{old}"\nmsgstr ""', f'msgid "{old}"\nmsgstr "{new}"')
    path.write_text(text, "utf-8")


def plurals(folder: Path, one: str, many: str) -> None:
    path = catalogues.path_of("sv", folder)
    text = path.read_text("utf-8").replace('msgstr[0] ""', f'msgstr[0] "{one}"')
    path.write_text(text.replace('msgstr[1] ""', f'msgstr[1] "{many}"'), "utf-8")


def test_writing_a_catalogue_again_changes_nothing(tmp_path: Path) -> None:
    assert catalogues.update([OFFER, DAYS], "sv", tmp_path)
    assert not catalogues.update([OFFER, DAYS], "sv", tmp_path)
    assert "POT-Creation-Date" not in catalogues.path_of("sv", tmp_path).read_text("utf-8")


def test_translations_stay_and_what_is_gone_goes(tmp_path: Path) -> None:
    catalogues.update([OFFER, DAYS], "sv", tmp_path)
    translate(tmp_path, Offer="Erbjudande")
    catalogues.update([OFFER, Message("Need", "", "a.html")], "sv", tmp_path)
    held = catalogues.read("sv", tmp_path)
    assert held["Offer"].string == "Erbjudande"
    assert held.get(DAYS.text) is None
    assert catalogues.gaps(held) == ["Need"]


def test_a_catalogue_that_does_not_fit_the_program_is_told(tmp_path: Path) -> None:
    catalogues.update([OFFER], "sv", tmp_path)
    told = catalogues.differences([DAYS], catalogues.read("sv", tmp_path))
    assert told == ["not in the catalogue: %(num)s day by %(who)s", "not in the program: Offer"]


def test_one_text_in_two_senses_has_two_translations(tmp_path: Path) -> None:
    senses = [Message("Open", "", "a.html", "button"), Message("Open", "", "a.html", "listing")]
    catalogues.update(senses, "sv", tmp_path)
    held = catalogues.read("sv", tmp_path)
    assert catalogues.gaps(held) == ["Open (button)", "Open (listing)"]
    for context, told in (("button", "Öppna"), ("listing", "Öppen")):
        entry = held.get("Open", context)
        assert entry is not None
        entry.string = told
    with catalogues.path_of("sv", tmp_path).open("wb") as file:
        write_po(file, held)
    catalogues.update([*senses, OFFER], "sv", tmp_path)
    catalogues.compile_all(tmp_path)
    swedish = Translations.load(tmp_path, ["sv"])
    assert [swedish.upgettext(c, "Open") for c in ("button", "listing")] == ["Öppna", "Öppen"]
    found = catalogues.differences(senses[:1], catalogues.read("sv", tmp_path))
    assert found == ["not in the program: Offer", "not in the program: Open (listing)"]


@pytest.mark.parametrize(
    ("one", "many", "fits"),
    [
        ("%(num)s dag av %(who)s", "%(num)s dagar av %(who)s", True),
        ("en dag av %(who)s", "%(num)s dagar av %(who)s", True),
        ("%(num)s dag", "%(num)s dagar av %(who)s", False),
        ("en dag av %(who)s", "dagar av %(who)s", False),
        ("%", "(", False),
        ("%(num)s dag av %(vem)s", "%(num)s dagar av %(who)s", False),
    ],
)
def test_placeholders_of_a_translation_have_to_fit(
    tmp_path: Path, one: str, many: str, fits: bool
) -> None:
    catalogues.update([DAYS], "sv", tmp_path)
    plurals(tmp_path, one, many)
    assert (catalogues.misfits(catalogues.read("sv", tmp_path)) == []) is fits


def test_a_fuzzy_translation_is_a_gap(tmp_path: Path) -> None:
    catalogues.update([OFFER], "sv", tmp_path)
    translate(tmp_path, Offer="Anbud")
    path = catalogues.path_of("sv", tmp_path)
    path.write_text(path.read_text("utf-8").replace("#: a.html\n", "#: a.html\n#, fuzzy\n"))
    assert catalogues.gaps(catalogues.read("sv", tmp_path)) == ["Offer"]


def test_only_what_is_newer_is_compiled(tmp_path: Path) -> None:
    catalogues.update([OFFER], "sv", tmp_path)
    translate(tmp_path, Offer="Erbjudande")
    assert catalogues.compile_all(tmp_path) == ["sv"]
    assert catalogues.compile_all(tmp_path) == []
    compiled = gettext.translation("messages", tmp_path, ["sv"])
    assert compiled.gettext("Offer") == "Erbjudande"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_catalogue_holds_the_messages_of_the_program(language: str) -> None:
    """``matchmaker translations update`` mends it."""
    held = catalogues.read(language)
    assert catalogues.differences(FOUND, held) == []
    assert catalogues.misfits(held) == []


@pytest.mark.parametrize("language", sorted(set(OFFERED) - {ENGLISH}))
def test_an_offered_language_is_complete(language: str) -> None:
    assert catalogues.gaps(catalogues.read(language)) == []
