"""What an encoder is taught with."""

import gzip
import json
from pathlib import Path

import pytest

from matchmaker.importers.drafts import UnreadableFile
from matchmaker.importers.training_texts import read_training_texts

TEXT = (
    "Many words about hydrogen in lime kilns, and more of them, until there are at least fifteen."
)


def _corpus(folder: Path, *titles: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"_id": str(at), "title": title, "text": TEXT} for at, title in enumerate(titles)]
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write("\n".join(map(json.dumps, rows)))


def test_corpora_graded_phrases_and_translations_are_found(tmp_path: Path) -> None:
    _corpus(tmp_path / "projects", "Hydrogen for lime kilns", "Too short")
    phrases = tmp_path / "phrases" / "patent_phrase_pairs.csv"
    phrases.parent.mkdir()
    phrases.write_text("anchor,target,score\nslag,cinder,0.75\n", encoding="utf-8")
    (tmp_path / "phrases" / "stsb_dev_13lang.csv").write_text(
        "pair_id,en_1,en_2,sv_1,sv_2\n0,steel,iron,stål,järn\n1,,x,,y\n", encoding="utf-8"
    )
    found = read_training_texts(tmp_path)
    assert [(text.corpus, text.title) for text in found.titled] == [
        ("projects", "Hydrogen for lime kilns")
    ]
    assert found.graded == [("slag", "cinder", 0.75)]
    assert [dict(row) for row in found.parallel] == [
        {"en": "steel", "sv": "stål"},
        {"en": "iron", "sv": "järn"},
        {"en": "x", "sv": "y"},
    ]


def test_topics_are_preferred_to_a_corpus_without_titles(tmp_path: Path) -> None:
    _corpus(tmp_path, "Not this one, please")
    row = {"_id": "1", "title": "This one is right", "text": TEXT}
    (tmp_path / "topics.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert [text.title for text in read_training_texts(tmp_path).titled] == ["This one is right"]


def test_a_folder_without_texts_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no corpus of titles and texts"):
        read_training_texts(tmp_path)
    with pytest.raises(UnreadableFile, match="is not a folder"):
        read_training_texts(tmp_path / "absent")


@pytest.mark.parametrize("row", ["slag,cinder,high", "slag,cinder,7", "slag"])
def test_a_graded_row_that_is_wrong_is_named(tmp_path: Path, row: str) -> None:
    _corpus(tmp_path, "Hydrogen for lime kilns")
    (tmp_path / "patent_phrase_pairs.csv").write_text(
        f"anchor,target,score\nslag,cinder,0.5\n{row}\n", encoding="utf-8"
    )
    with pytest.raises(UnreadableFile, match="row 3"):
        read_training_texts(tmp_path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    _corpus(tmp_path, "Hydrogen for lime kilns")
    (tmp_path / "stsb_dev_13lang.csv").write_bytes(b"en_1\n\xff\xfe\n")
    with pytest.raises(UnreadableFile, match="stsb_dev_13lang"):
        read_training_texts(tmp_path)
