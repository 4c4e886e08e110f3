"""The CPC as it is published, and what is no CPC."""

import gzip
import json
import zipfile

import pytest

from matchmaker.importers.cpc import open_scheme
from matchmaker.importers.cpc_entries import CpcEntry
from matchmaker.importers.drafts import Refusal, UnreadableFile
from models.cpc_scheme import curated

SECTION = """<?xml version="1.0" encoding="UTF-8"?>
<class-scheme scheme-type="cpc" publication-date="2026-01-01">
 <classification-item level="2"><classification-symbol>C</classification-symbol>
  <class-title><title-part><text scheme="ipc">CHEMISTRY</text></title-part></class-title>
  <classification-item level="4"><classification-symbol>C21</classification-symbol>
   <class-title><title-part><text>METALLURGY OF IRON</text></title-part></class-title>
   <classification-item level="5" link-file="cpc-scheme-C21B.xml">
    <classification-symbol>C21B</classification-symbol>
    <class-title><title-part><text>MANUFACTURE OF IRON OR STEEL</text>
     <reference><text>(preliminary treatment </text><class-ref>C22B</class-ref>)</reference>
    </title-part></class-title>
   </classification-item></classification-item></classification-item></class-scheme>"""
SUBCLASS = """<?xml version="1.0" encoding="UTF-8"?>
<class-scheme scheme-type="cpc">
 <classification-item level="5"><classification-symbol>C21B</classification-symbol>
  <class-title><title-part><text>MANUFACTURE OF IRON OR STEEL</text></title-part></class-title>
  <classification-item level="6"><classification-symbol>C21B3/00</classification-symbol>
   <class-title><title-part><text>General features</text></title-part></class-title>
   <classification-item level="7"><classification-symbol>C21B3/00</classification-symbol>
    <class-title><title-part><text>General features</text></title-part></class-title>
    <classification-item level="8"><classification-symbol>C21B3/04</classification-symbol>
     <class-title><title-part><text>Recovery of by-products</text></title-part>
      <title-part><CPC-specific-text><text>e.g. slag</text></CPC-specific-text></title-part>
     </class-title></classification-item></classification-item></classification-item>
 </classification-item></class-scheme>"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "scheme"
    folder.mkdir()
    (folder / "cpc-scheme-C.xml").write_text(SECTION, "utf-8")
    (folder / "cpc-scheme-C21B.xml").write_text(SUBCLASS, "utf-8")
    (folder / "readme.txt").write_text("not a scheme", "utf-8")
    return folder


def test_nested_items_become_codes_with_their_parents(folder):
    entries = list(open_scheme(folder).entries)

    assert entries[1] == CpcEntry("C21", 4, "METALLURGY OF IRON", "C")
    assert entries[2] == CpcEntry("C21B", 5, "MANUFACTURE OF IRON OR STEEL", "C21")
    assert entries[-1] == CpcEntry("C21B3/04", 8, "Recovery of by-products; e.g. slag", "C21B3/00")


def test_a_zip_is_read_like_the_folder(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "scheme.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"CPCSchemeXML/{file.name}")

    zipped = list(open_scheme(tmp_path / "scheme.zip").entries)
    assert zipped == list(open_scheme(folder).entries)


def test_entities_are_refused(folder):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SUBCLASS.split("\n", 1)[1]
    (folder / "cpc-scheme-C21B.xml").write_text(bomb.replace("General", "&b;"), "utf-8")

    refused = [entry for entry in open_scheme(folder).entries if isinstance(entry, Refusal)]
    assert [str(refusal) for refusal in refused] == [
        "cpc-scheme-C21B.xml: declares entities, which are refused"
    ]


def test_a_file_that_breaks_off_is_named_and_the_rest_kept(folder):
    (folder / "cpc-scheme-C21B.xml").write_text(SUBCLASS[:600], "utf-8")

    entries = list(open_scheme(folder).entries)
    assert isinstance(entries[-1], Refusal)
    assert "is not well-formed XML from this line on" in str(entries[-1])
    assert entries[2] == CpcEntry("C21B", 5, "MANUFACTURE OF IRON OR STEEL", "C21")


def test_lines_get_their_parents_from_order_and_level(tmp_path):
    lines = [
        {"symbol": "C21B", "level": 5, "title": "IRON", "parent": None},
        {"symbol": "C21B3/00", "level": 7, "title": "General", "parent": "C21B3/00"},
        {"symbol": "C21B3/04", "level": 8, "title": "By-products", "parent": "C21B3/00"},
        {"symbol": "<b>", "level": 8, "title": "No code"},
        {"symbol": "C21B3/06", "level": "9 ", "title": "No level"},
        {"symbol": "C21B3/08", "level": 9, "title": " "},
        "no object",
    ]
    path = tmp_path / "titles.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))

    entries = list(open_scheme(path).entries)
    good = {e.code: e.parent for e in entries if isinstance(e, CpcEntry)}
    assert good == {"C21B": "C21", "C21B3/00": "C21B", "C21B3/04": "C21B3/00"}
    assert list(open_scheme(tmp_path).entries) == entries  # its folder holds nothing else
    assert [(e.row, e.field) for e in entries if isinstance(e, Refusal)] == [
        (4, "symbol"),
        (5, "level"),
        (6, "title"),
        (7, ""),
    ]


def test_what_holds_no_scheme_is_refused_whole(tmp_path):
    with pytest.raises(UnreadableFile, match="holds no cpc-scheme"):
        open_scheme(tmp_path)
    with pytest.raises(UnreadableFile, match="does not exist"):
        open_scheme(tmp_path / "nowhere.zip")


def test_the_selection_that_comes_along_is_one_tree_of_codes_with_titles():
    entries = [CpcEntry(*row) for row in curated()]
    codes = {entry.code for entry in entries}

    assert len(codes) == len(entries) > 400
    assert all(entry.parent in codes or entry.level == 4 for entry in entries)
    assert {"C21B13/00", "C22B", "C25C", "C04B7/00", "Y02P10/134", "Y02C", "H01M"} <= codes
