"""The tables of transitions hold together."""

import pytest

from matchmaker.errors import IllegalTransition
from matchmaker.workflow import (
    introductions,
    listing_changes,
    listings,
    outcomes,
    questions,
    sanctions,
)
from matchmaker.workflow.transitions import next_state, possible
from models.listing_version import CHANGE_STATES
from models.vocabulary import (
    INTRODUCTION_STATES,
    LISTING_STATES,
    OUTCOME_STAGES,
    OUTCOME_STATES,
    QUESTION_STATES,
    SANCTIONS_HIT_STATES,
)

TABLES = [
    (listings.TABLE, LISTING_STATES),
    (introductions.TABLE, INTRODUCTION_STATES),
    (sanctions.TABLE, SANCTIONS_HIT_STATES),
    (questions.TABLE, QUESTION_STATES),
    (listing_changes.TABLE, dict.fromkeys(CHANGE_STATES)),
]
IDS = ["listings", "introductions", "sanctions", "questions", "listing changes"]


@pytest.mark.parametrize(("table", "states"), TABLES, ids=IDS)
def test_every_state_of_a_table_is_a_known_state_and_every_known_state_is_used(
    table, states
) -> None:
    named = {s for step in table.values() for s in (*step.sources, step.target)}
    assert named <= set(states)
    assert set(states) - named == set()


@pytest.mark.parametrize(("table", "states"), TABLES, ids=IDS)
def test_every_cell_leads_on_or_is_refused(table, states) -> None:
    for state in states:
        for action, step in table.items():
            if state in step.sources:
                assert next_state(table, action, state) == step.target
                assert action in possible(table, state)
            else:
                with pytest.raises(IllegalTransition):
                    next_state(table, action, state)


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(IllegalTransition):
        next_state(listings.TABLE, "explode", "draft")


def test_nothing_leads_out_of_a_final_state() -> None:
    for state in introductions.FINAL_STATES:
        assert possible(introductions.TABLE, state) == []
    for state in questions.FINAL_STATES:
        assert possible(questions.TABLE, state) == []


def test_outcome_stages_are_known_and_all_reachable() -> None:
    named = {*outcomes.STAGES, *outcomes.RESULTS, outcomes.CLOSED}
    assert named == set(OUTCOME_STAGES)
    assert set(outcomes.reportable([])) == named - {"introduced"}


def test_a_stage_is_not_reported_twice_nor_backwards_nor_after_the_end() -> None:
    assert "met" not in outcomes.reportable(["met"])
    assert "nda" not in outcomes.reportable(["mou"])
    assert "licence" not in outcomes.reportable(["licence"])
    assert "in_operation" in outcomes.reportable(["licence"])
    assert outcomes.reportable(["closed"]) == []


@pytest.mark.parametrize(
    ("disclosure", "before", "checked"),
    [("open", True, False), ("open", False, True), ("blind", True, True), ("blind", False, True)],
)
def test_the_first_listing_and_every_blind_one_is_checked(
    disclosure: str, before: bool, checked: bool
) -> None:
    assert listings.needs_check(disclosure, has_published_before=before) is checked


def test_every_cell_of_a_report_leads_on_or_is_refused() -> None:
    for state in OUTCOME_STATES:
        for action, step in outcomes.TABLE.items():
            if state in step.sources:
                assert next_state(outcomes.TABLE, action, state) == step.target
            else:
                with pytest.raises(IllegalTransition):
                    next_state(outcomes.TABLE, action, state)
    assert {"reported"} | {step.target for step in outcomes.TABLE.values()} == set(OUTCOME_STATES)
    assert set(OUTCOME_STATES) - outcomes.CURRENT == {"replaced", "taken_back"}


def test_how_far_a_case_has_come_and_when_it_is_over() -> None:
    assert outcomes.furthest([]) == "introduced"
    assert outcomes.furthest(["pilot", "met", "licence"]) == "licence"
    assert outcomes.is_over(["met", "closed"])
    assert outcomes.is_over(["in_operation"])
    assert not outcomes.is_over(["licence"])
    reports = [("met", "replaced"), ("nda", "disputed"), ("closed", "disputed")]
    assert outcomes.standing(reports) == ["nda"]
