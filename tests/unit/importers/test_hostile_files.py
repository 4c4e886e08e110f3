"""Hostile files: each is refused in a sentence, or kept without doing anything."""

import io

import pytest
from PIL import Image

from matchmaker.errors import InvalidFields
from matchmaker.importers import attached, guarded
from matchmaker.importers.parsers.refused import Refused
from matchmaker.services import stored_files
from models.vocabulary import ATTACHMENT_PROBLEMS
from tests.factories.files import docx, pdf, picture
from tests.factories.hostile_files import HARMLESS, REFUSED, with_position

PROBES = "tests.unit.importers.probes"


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_in_a_sentence_on_its_field(name):
    make, words = REFUSED[name]
    with pytest.raises(InvalidFields, match=words) as refusal:
        stored_files.check("report.pdf", make())
    assert list(refusal.value.problems) == ["file"]


@pytest.mark.parametrize("name", HARMLESS)
def test_a_file_that_can_do_nothing_is_kept_and_its_text_is_an_answer(name, tmp_path):
    kept = stored_files.check("report.pdf", HARMLESS[name]())
    assert b"Secret" not in kept.content
    if kept.is_picture:
        assert not Image.open(io.BytesIO(kept.content)).info.keys() & {"exif", "comment", "xmp"}
        return
    path = tmp_path / "file"
    path.write_bytes(kept.content)
    try:
        said, code = attached.read_text(path, kept.media_type).text, ""
    except Refused as refusal:
        said, code = "", refusal.code
    assert len(said) <= 200_000
    assert code in ("", *ATTACHMENT_PROBLEMS)


def test_a_picture_is_turned_as_its_camera_meant_before_it_forgets_that():
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    kept = attached.check(picture("JPEG", (80, 40), exif=exif))
    assert Image.open(io.BytesIO(kept.content)).size == (40, 80)
    assert Image.open(io.BytesIO(attached.check(with_position()).content)).getexif() == {}


def test_words_come_out_of_both_kinds_of_document(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(pdf("Slag heat", "Second page"))
    assert attached.read_text(path, "application/pdf") == attached.Extract(
        "Slag heat\n\nSecond page", 2
    )
    path.write_bytes(docx("First", "Second"))
    assert attached.read_text(path, attached.DOCX) == attached.Extract("First\nSecond", None)


def test_the_child_reaches_nothing_and_says_so(tmp_path):
    """It looks for what a taken-over parser would look for."""
    with (tmp_path / "empty").open("wb+") as file:
        found = guarded.parse(f"{PROBES}:reach", file)
    assert found == {
        "environment": 0,
        "network": "PermissionError",
        "process": "PermissionError",
        "secrets": "PermissionError",
        "writing": "PermissionError",
        "native": "PermissionError",
        "memory": "MemoryError",
    }


@pytest.mark.parametrize(
    ("probe", "code"),
    [
        ("hoard", "too_large"),
        ("flood", "too_large"),
        ("crash", "broken"),
        ("babble", "broken"),
        ("fail", "broken"),
        ("say_nothing", "broken"),
        ("turn", "too_slow"),
        ("sleep", "too_slow"),
    ],
)
def test_whatever_a_child_does_one_refusal_comes_of_it(tmp_path, probe, code):
    seconds = 1 if code == "too_slow" else guarded.SECONDS
    with (
        (tmp_path / "empty").open("wb+") as file,
        pytest.raises(Refused) as refusal,
        guarded.answer(f"{PROBES}:{probe}", file, output=100_000, seconds=seconds) as answer,
    ):
        guarded.first(answer)
    assert refusal.value.code == code
