"""CPC codes: found, described, loaded, and told apart from what is none."""

import pytest
from sqlalchemy import func, select

from matchmaker.importers.cpc import open_scheme
from matchmaker.importers.cpc_entries import CpcEntry
from matchmaker.importers.drafts import Refusal
from matchmaker.policies.actor import Actor
from matchmaker.services import cpc_codes, cpc_import
from models import CpcCode
from tests.conftest import DATA
from tests.factories.listings import NOW

SCHEME = [
    CpcEntry("C21B", 5, "MANUFACTURE OF IRON OR STEEL", "C21"),
    CpcEntry("C21B13/00", 7, "Making spongy iron or liquid steel, by direct processes", "C21B"),
    CpcEntry("C21B13/0073", 8, "Selection of the reducing gases", "C21B13/00"),
    CpcEntry("C21B99/00", 7, "Zeppelins", "C21B"),
]


def load(session, entries=SCHEME, edition="2026.01"):
    return cpc_import.load(session, Actor.operator(), entries, edition=edition, now=NOW)


def codes(session, query):
    return [found.code for found in cpc_codes.find(session, query)]


def test_a_new_database_finds_the_selection_by_words_and_by_code(sessions):
    with sessions.reading() as session:
        assert codes(session, "steel")[0] == "C21B"
        assert {"C21", "C22"} <= {code[:3] for code in codes(session, "steel")}
        assert "C04B7/02" in codes(session, "portland cements")
        assert codes(session, "c21b 13")[0] == "C21B13/00"
        assert all(code.startswith("Y02C") for code in codes(session, "y02c"))
        assert "C25C3/06" in codes(session, "electrolytic production of aluminium")


def test_stems_and_beginnings_find_the_same(sessions):
    with sessions.reading() as session:
        assert "C04B7/02" in codes(session, "cement portlan")
        assert "F27B" in codes(session, "furnac")


@pytest.mark.parametrize(
    "query",
    ["", "  ", '"', "x' OR 1=1 --", "NEAR(a b", "*", "^a", "title:steel", "\0", "ß" * 5_000],
)
def test_nothing_that_is_typed_is_an_operator(sessions, query):
    with sessions.reading() as session:
        assert isinstance(codes(session, query), list)


def test_a_title_is_told_with_those_above_it_and_does_not_shout(sessions):
    with sessions.reading() as session:
        found = cpc_codes.described(session, ["C21B13/00", "C21B", "A01B1/02"])

    assert found["C21B"].title == "Manufacture of iron or steel"
    assert found["C21B13/00"].nearest == "Metallurgy of iron › Manufacture of iron or steel"
    assert found["A01B1/02"].title == ""


def test_the_same_scheme_again_adds_nothing(sessions):
    with sessions.writing() as session:
        first = load(session)
        again = load(session)

    assert (first.rows_read, first.added, first.updated) == (4, 1, 3)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 4)


def test_a_new_title_is_found_below_it_too_and_no_code_is_taken_away(sessions):
    with sessions.writing() as session:
        load(session)
        before = session.scalar(select(func.count()).select_from(CpcCode))
        changed = CpcEntry("C21B13/00", 7, "Direct reduction in zeppelins", "C21B")
        report = load(session, [changed, changed], edition="2027.01")

        assert (report.added, report.updated, report.repeated) == (0, 1, 1)
        assert session.scalar(select(func.count()).select_from(CpcCode)) == before
        assert "C21B13/0073" in codes(session, "zeppelin reducing")


def test_a_code_is_unknown_only_where_its_subclass_is_loaded_in_full(sessions):
    asked = ["C21B13/9999", "C21B13/0073", "C22B99/99", "G21B1/05"]
    with sessions.writing() as session:
        assert cpc_codes.unknown(session, asked) == []
        load(session)
        assert cpc_codes.unknown(session, asked) == ["C21B13/9999"]


def test_refused_rows_are_counted_and_circles_do_no_harm(sessions):
    circle = [
        CpcEntry("C30B1/00", 7, "One", "C30B3/00"),
        CpcEntry("C30B3/00", 7, "Two", "C30B1/00"),
    ]
    with sessions.writing() as session:
        report = load(session, [*circle, Refusal(3, "symbol", "is none")])

    assert (report.rows_read, report.added, len(report.refused)) == (3, 2, 1)


@pytest.mark.data
def test_the_published_titles_are_all_taken(sessions):
    path = DATA / "cpc_titles" / "cpc_titles_industry.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"real data is not at {path}")
    with sessions.writing() as session:
        report = load(session, open_scheme(path).entries)

        assert (report.rows_read, report.refused) == (50_452, [])
        assert {"C21B", "C21C", "C22C38/00"} <= set(codes(session, "steel"))
