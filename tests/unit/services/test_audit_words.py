"""The log speaks plainly: every action that the program records has a sentence."""

import re

import pytest

from matchmaker.services.audit_details import notes_of
from matchmaker.services.audit_words import (
    GROUPS,
    WORDS,
    actions_of,
    option_of,
    sentence_of,
)
from matchmaker.workflow import introductions, listings, outcomes, questions, sanctions
from tests.audit_actions import recorded_actions

#: Noun → the actions of the tables that its doors log by.
TABLES = {
    "introduction": {*introductions.TABLE, *outcomes.TABLE},
    "listing": {*listings.TABLE},
    "question": {*questions.TABLE},
    "sanctions": {*sanctions.TABLE},
}


def test_every_action_that_is_recorded_has_a_sentence() -> None:
    found = recorded_actions()
    moved = {f"{noun}.{action}" for noun, table in TABLES.items() for action in table}
    assert len(found.actions) > 30
    unsaid = (found.actions | moved) - set(WORDS)
    assert unsaid == set(), "add a line for each to services/audit_words.py"
    unknown = {each for each in found.open if each.partition(".")[0] not in TABLES}
    assert unknown == set(), "name the action where it is recorded, or its table in TABLES"


def test_every_sentence_is_of_a_group_that_is_offered() -> None:
    assert {group for group, _sentence in WORDS.values()} <= set(GROUPS)
    holes = {"%(who)s", "%(subject)s"}
    for _group, sentence in WORDS.values():
        assert sentence.startswith("%(who)s ")
        assert set(re.findall(r"%\(\w+\)s", sentence)) <= holes
    assert "introduction.approve" in actions_of("introduction")


def test_an_action_without_words_says_what_its_name_says() -> None:
    assert sentence_of("desk.wipe_clean") == "%(who)s did “wipe clean” on %(subject)s"
    assert sentence_of("odd") == "%(who)s did “odd” on %(subject)s"


def test_an_option_says_what_is_done_wherever_the_person_stands() -> None:
    assert option_of("%(who)s began %(subject)s") == "began …"
    assert option_of("%(subject)s började av %(who)s") == "började av …"


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"flags": ["load"], "rules": "2026-11"}, ("flags: Room for one more", "rules 2026-11")),
        ({"from": "requested", "to": "approved", "flags": [], "sanctions_list": ""}, ()),
        ({"rule": "no_fit", "reason": "No."}, ("R4 The listings do not fit one another", "“No.”")),
        ({"fields": ["title", "done_means"]}, ("fields: title, done means",)),
        ({"is_better": False, "depth": {"a": 1}}, ("is better: no", "depth: a: 1")),
        ({"weight": 0}, ("weight: 0",)),
        ("odd", ()),
    ],
)
def test_details_are_told_in_words(details: object, said: tuple[str, ...]) -> None:
    assert notes_of(details, closed=False) == said


def test_who_may_not_know_names_is_not_told_who_belongs_where() -> None:
    details = {"organization": "OR-7", "role": "representative"}
    assert len(notes_of(details, closed=False)) == 2
    assert notes_of(details, closed=True) == ("Representative: publishes, asks and consents",)


def test_what_a_case_was_flagged_for_is_closed_to_who_is_recused() -> None:
    details = {"flags": ["competition"], "rules": "2026-11"}
    assert any("flags" in note for note in notes_of(details, closed=False))
    assert not any("flags" in note for note in notes_of(details, closed=True))
