"""What people would type for the queries of a judged set."""

from pathlib import Path

from matchmaker.importers.judged_set import JudgedSet
from matchmaker.importers.parallel_needs import read_parallel_needs
from matchmaker.importers.typed_queries import TypedQuery, read_typed_queries
from matchmaker.services.search_questions import MOST_WORDS, NONSENSE, forms_of, misspelt

TITLE = "Demonstration of (large) heat pumps for steam in paper mills and in dairies (IA)"
JUDGED = JudgedSet("small", {}, {"q0": TITLE, "q1": "Kiln"}, {"q0": {"d0": 1.0}, "q1": {"d1": 1.0}})
TYPED = {"q0": TypedQuery("heat pump steam", "de", "Wärmepumpe Dampf")}
KEPT = Path(__file__).resolve().parents[2] / "data" / "typed_queries.tsv"


def test_one_slip_is_made_in_the_longest_word_and_always_the_same() -> None:
    slipped = misspelt("heat recovery")
    assert slipped == misspelt("heat recovery")
    assert slipped.startswith("heat ")
    assert slipped != "heat recovery"
    assert sorted(slipped) == sorted("heat recovery")


def test_where_no_letters_can_change_places_nothing_is_misspelt() -> None:
    assert [misspelt(words) for words in ("", "PV", "aaaaa")] == ["", "PV", "aaaaa"]


def test_each_form_says_the_same_and_a_title_is_cut() -> None:
    forms = forms_of(JUDGED, TYPED, [])
    assert list(forms) == ["title", "typed", "misspelt", "translated", NONSENSE]
    assert len(forms["title"][0].words.split()) == MOST_WORDS
    assert "(" not in forms["title"][0].words
    assert forms["translated"][0].words == "Wärmepumpe Dampf"
    assert forms["translated"][0].grades == {"d0": 1.0}


def test_nonsense_is_the_same_every_time_and_stands_for_nothing() -> None:
    nonsense = forms_of(JUDGED, {}, [])[NONSENSE]
    assert nonsense == forms_of(JUDGED, {}, [])[NONSENSE]
    assert not any(one.grades for one in nonsense)
    assert len({one.key for one in nonsense}) == len(nonsense)


def test_a_need_in_another_language_should_find_its_english_wording() -> None:
    needs = read_parallel_needs()
    asked = forms_of(JUDGED, {}, needs)["need, translated"]
    assert len(asked) == sum(len(need.wordings) - 1 for need in needs)
    assert {key for one in asked for key in one.grades} == {need.key for need in needs}


def test_the_typed_queries_that_are_kept_are_short() -> None:
    typed = read_typed_queries(KEPT)
    assert len(typed) == 225
    assert max(len(query.words.split()) for query in typed.values()) <= MOST_WORDS
