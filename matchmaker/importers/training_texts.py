"""Texts to adapt an encoder with: titles and what they stand for, graded phrases, translations."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matchmaker.importers.corpus import Entry, read_entries
from matchmaker.importers.drafts import UnreadableFile
from matchmaker.importers.limits import DAMAGED_GZIP, check_file, open_bytes

_CORPORA: Final = ("topics", "challenges", "corpus")  # of a folder the first one that is there
_GRADED: Final = "patent_phrase_pairs.csv"
_PARALLEL: Final = "stsb_dev_13lang.csv"
_FEWEST_WORDS: Final = {"title": 3, "text": 15}  # less says nothing that could be told apart


@dataclass(frozen=True, slots=True)
class TitledText:
    """``corpus`` is the folder that it came from."""

    corpus: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """``graded``: two phrases and how alike people found them, 0 to 1. ``parallel``: one sentence
    each, by language; English among them.
    """

    titled: list[TitledText]
    graded: list[tuple[str, str, float]]
    parallel: list[Mapping[str, str]]


def read_training_texts(folder: Path) -> TrainingTexts:
    """Everything of use in ``folder`` and in the folders in it; ``UnreadableFile`` without any."""
    places = [folder, *sorted(path for path in _children(folder) if path.is_dir())]
    titled = [text for place in places for text in _titled(place)]
    if not titled:
        raise UnreadableFile(folder, "holds no corpus of titles and texts (corpus.jsonl[.gz])")
    graded = [row for place in places for row in _graded(place)]
    parallel = [row for place in places for row in _parallel(place)]
    return TrainingTexts(titled, graded, parallel)


def _children(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise UnreadableFile(folder, "is not a folder")
    return list(folder.iterdir())


def _titled(place: Path) -> Iterator[TitledText]:
    found = _first(place, *(f"{name}.jsonl" for name in _CORPORA))
    for entry in read_entries(found) if found else ():
        if isinstance(entry, Entry) and _says_enough(entry):
            yield TitledText(place.name, entry.title, entry.text)


def _says_enough(entry: Entry) -> bool:
    return all(
        len(text.split()) >= fewest
        for text, fewest in zip((entry.title, entry.text), _FEWEST_WORDS.values(), strict=True)
    )


def _graded(place: Path) -> Iterator[tuple[str, str, float]]:
    for number, row in _rows(_first(place, _GRADED)):
        try:
            score = float(row["score"])
            if not 0 <= score <= 1:
                raise ValueError(row["score"])
            yield row["anchor"], row["target"], score
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableFile(
                place / _GRADED, f"row {number}: anchor, target or score (0 to 1) is missing"
            ) from error


def _parallel(place: Path) -> Iterator[Mapping[str, str]]:
    """Each row holds two sentences in every language: ``en_1``, ``en_2``, ``sv_1``, …"""
    for _, row in _rows(_first(place, _PARALLEL)):
        for half in ("1", "2"):
            suffix = f"_{half}"
            sentence = {
                name.removesuffix(suffix): text
                for name, text in row.items()
                if name and name.endswith(suffix) and text
            }
            if "en" in sentence:
                yield sentence


def _rows(path: Path | None) -> Iterator[tuple[int, dict[str, str]]]:
    """Numbered as a spreadsheet shows them: the header is row 1."""
    if path is None:
        return
    check_file(path)
    try:
        with open_bytes(path) as stream, io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
            yield from enumerate(csv.DictReader(text), 2)
    except (UnicodeDecodeError, csv.Error, *DAMAGED_GZIP) as error:
        raise UnreadableFile(path, "is damaged or no CSV in UTF-8") from error


def _first(place: Path, *names: str) -> Path | None:
    paths = (place / f"{name}{suffix}" for name in names for suffix in ("", ".gz"))
    return next((path for path in paths if path.is_file()), None)
