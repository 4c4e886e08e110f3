"""What both sides have to say before an outcome counts, for two parties and for three."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from matchmaker.errors import Conflict, IllegalTransition, InvalidFields, NotPermitted
from matchmaker.services import audit, outcome_answers, outcomes
from matchmaker.services.outcome_lists import waiting_outcomes
from matchmaker.services.outcome_values import Report
from matchmaker.services.outcome_views import outcome_views
from matchmaker.services.sign_in import actor_of
from models import Job, Outcome
from tests.factories.cast import make_cast
from tests.factories.introductions import make_introduced, make_trio
from tests.factories.listings import NOW, make_user

DAY = dt.timedelta(days=1)
LATER = NOW + 40 * DAY
RESULT = {"stage": "licence", "attribution": "only_by_it"}


@pytest.fixture
def session(sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def pair(session):
    """``(introduction, asking actor, other actor)``"""
    cast = make_cast(session)
    people = [cast.asker, cast.answerer]
    made = make_introduced(session, [cast.need, cast.offer], people, cast.officer)
    return made, *(actor_of(person) for person in people)


@pytest.fixture
def trio(session):
    made, people = make_trio(session)
    return made, *(actor_of(person) for person in people)


def tell(session, actor, introduction, **given):
    content = Report(**({"stage": "met", "happened_on": LATER.date()} | given))
    return outcomes.report(session, actor, introduction, content, now=LATER)


def confirm(session, actor, outcome):
    return outcome_answers.confirm(session, actor, outcome.introduction, outcome.id, now=LATER)


def dispute(session, actor, outcome, note="It was a call, not a meeting."):
    return outcome_answers.dispute(
        session, actor, outcome.introduction, outcome.id, note=note, now=LATER
    )


def logged(session, introduction):
    events = audit.trail(session, "introduction", introduction.reference)
    return [event.action.removeprefix("introduction.") for event in events]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"happened_on": NOW.date() - DAY}, "happened_on"),
        ({"happened_on": LATER.date() + DAY}, "happened_on"),
        ({"stage": "closed"}, "closing_reason"),
        ({"stage": "closed", "closing_reason": "boredom"}, "closing_reason"),
        ({"stage": "closed", "closing_reason": "other"}, "note"),
        ({"closing_reason": "no_fit"}, "closing_reason"),
        ({"stage": "licence"}, "attribution"),
        ({**RESULT, "abatement_t_per_year": 10.0}, "abatement_method"),
        ({**RESULT, "abatement_method": "measured"}, "abatement_t_per_year"),
        ({**RESULT, "baseline": "The old kiln."}, "abatement_t_per_year"),
        ({"abatement_t_per_year": 1.0, "abatement_method": "lca"}, "abatement_t_per_year"),
        *(
            (
                {**RESULT, "abatement_method": "lca", "abatement_t_per_year": figure},
                "abatement_t_per_year",
            )
            for figure in (-1.0, float("nan"), float("inf"), 1e10)
        ),
        ({**RESULT, "attribution": "luck"}, "attribution"),
        ({"baseline": "x" * 2_001, **RESULT, "abatement_t_per_year": 1.0,
          "abatement_method": "lca"}, "baseline"),
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_names_its_field(session, pair, given, field):
    introduction, asking, _other = pair
    with pytest.raises(InvalidFields) as refused:
        tell(session, asking, introduction, **given)
    assert list(refused.value.problems) == [field]
    assert introduction.outcomes == []


def test_a_result_is_told_with_its_figure_and_confirmed_by_the_other(session, pair):
    introduction, asking, other = pair
    outcome = tell(
        session,
        asking,
        introduction,
        stage="in_operation",
        attribution="sooner_or_larger",
        abatement_t_per_year=1200.0,
        abatement_method="measured",
        baseline="The kiln of 2024.",
    )
    assert [w.stage for w in waiting_outcomes(session, other)] == ["In operation"]
    assert waiting_outcomes(session, asking) == ()

    confirm(session, other, outcome)

    assert (outcome.state, outcome.confirmed_at) == ("confirmed", LATER)
    assert waiting_outcomes(session, other) == ()
    assert logged(session, introduction)[-2:] == ["report", "confirm"]
    with pytest.raises(IllegalTransition):
        outcomes.take_back(session, asking, introduction, outcome.id, now=LATER)


def test_a_dispute_is_settled_by_a_correction_that_keeps_the_old_version(session, pair):
    introduction, asking, other = pair
    first = tell(session, asking, introduction)
    dispute(session, other, first)
    assert [w.is_disputed for w in waiting_outcomes(session, asking)] == [True]

    content = Report(stage="pilot", happened_on=LATER.date(), note="A call.")
    second = outcomes.correct(session, asking, introduction, first.id, content, now=LATER)

    assert (first.state, second.state, second.stage) == ("replaced", "reported", "met")
    assert second.replaces_id == first.id
    assert [o.id for o in outcome_views(asking, introduction)] == [second.id]
    confirm(session, other, second)
    assert logged(session, introduction)[-5:] == [
        "report",
        "dispute",
        "correct",
        "report",
        "confirm",
    ]
    for act in (confirm, dispute):
        with pytest.raises(Conflict, match="corrected or taken back"):
            act(session, other, first)


def test_a_dispute_needs_a_note_and_can_be_given_up(session, pair):
    introduction, asking, other = pair
    outcome = tell(session, asking, introduction)
    for note in (" ", "x" * 2_001):
        with pytest.raises(InvalidFields):
            dispute(session, other, outcome, note)
    dispute(session, other, outcome)
    confirm(session, other, outcome)
    assert outcome.state == "confirmed"
    assert len(outcome.confirmations) == 1
    dispute(session, other, outcome)
    assert (outcome.state, outcome.confirmed_at) == ("disputed", None)


def test_what_nobody_has_confirmed_can_be_taken_back_and_told_again(session, pair):
    introduction, asking, other = pair
    outcome = tell(session, asking, introduction)
    with pytest.raises(NotPermitted):
        outcomes.take_back(session, other, introduction, outcome.id, now=LATER)
    outcomes.take_back(session, asking, introduction, outcome.id, now=LATER)
    assert outcome.state == "taken_back"
    assert tell(session, other, introduction).state == "reported"


def test_the_same_stage_told_by_both_at_once_is_one_report_that_is_confirmed(session, pair):
    introduction, asking, other = pair
    first = tell(session, asking, introduction, **RESULT)
    second = tell(session, other, introduction, note="Signed in Delhi.", **RESULT)
    assert second is first
    assert (first.state, first.confirmations[0].note) == ("confirmed", "Signed in Delhi.")
    with pytest.raises(InvalidFields):
        tell(session, other, introduction, **RESULT)


def test_the_same_stage_with_other_figures_confirms_nothing(session, pair):
    introduction, asking, other = pair
    figure = {"abatement_method": "modelled", **RESULT}
    tell(session, asking, introduction, abatement_t_per_year=100.0, **figure)
    with pytest.raises(InvalidFields, match="other figures"):
        tell(session, other, introduction, abatement_t_per_year=900.0, **figure)
    assert introduction.outcomes[0].state == "reported"


def test_the_database_itself_refuses_two_reports_of_one_stage(session, pair):
    introduction, asking, _other = pair
    first = tell(session, asking, introduction)
    twin = Outcome(
        introduction_id=introduction.id,
        stage="met",
        happened_on=LATER.date(),
        reported_by_id=first.reported_by_id,
        reported_at=LATER,
    )
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_disputed_end_is_no_end(session, pair):
    introduction, asking, other = pair
    end = tell(session, asking, introduction, stage="closed", closing_reason="no_answer")
    assert outcomes.next_stages(introduction) == []
    dispute(session, other, end, "We have answered last week.")
    assert "met" in outcomes.next_stages(introduction)


def test_nobody_confirms_for_both_sides(session, pair):
    introduction, asking, _other = pair
    outcome = tell(session, asking, introduction)
    both = make_user(session, introduction.parties[0].organization)
    second = make_user(session, introduction.parties[1].organization)
    both.memberships.extend(second.memberships)
    session.flush()
    with pytest.raises(NotPermitted):
        confirm(session, actor_of(both), outcome)


def test_of_three_parties_one_word_confirms_and_one_dispute_stops_it(session, trio):
    introduction, first, second, third = trio
    outcome = tell(session, first, introduction)
    assert outcome_views(first, introduction)[0].waits_for == tuple(
        party.organization.name for party in introduction.parties[1:]
    )
    confirm(session, second, outcome)
    assert outcome.state == "confirmed"
    dispute(session, third, outcome)
    assert outcome.state == "disputed"
    with pytest.raises(Conflict, match="confirmed already"):
        confirm(session, second, outcome)
    confirm(session, third, outcome)
    assert outcome.state == "confirmed"
    assert len(outcome.confirmations) == 2


def test_of_three_parties_a_word_beside_a_dispute_is_kept_and_settles_nothing(session, trio):
    introduction, first, second, third = trio
    outcome = tell(session, first, introduction)
    dispute(session, third, outcome)
    confirm(session, second, outcome)
    assert outcome.state == "disputed"
    assert {word.confirmed for word in outcome_views(first, introduction)[0].words} == {True, False}


def test_each_step_is_mailed_to_those_who_have_to_act(session, pair):
    introduction, asking, other = pair
    outcome = tell(session, asking, introduction)
    dispute(session, other, outcome)
    content = Report(stage="met", happened_on=LATER.date())
    outcomes.correct(session, asking, introduction, outcome.id, content, now=LATER)
    mails = [
        (job.payload["template"], job.payload["user_id"])
        for job in session.query(Job).filter(Job.kind == "send_mail").order_by(Job.id)
        if job.payload["template"].startswith("outcome")
    ]
    assert mails == [
        ("outcome_reported", other.user_id),
        ("outcome_disputed", asking.user_id),
        ("outcome_corrected", other.user_id),
    ]


def test_who_represents_both_sides_confirms_nothing_by_reporting_it_again(session, pair):
    introduction, asking, other = pair
    both = dataclasses.replace(asking, roles=(*asking.roles, *other.roles))
    tell(session, other, introduction)

    with pytest.raises(InvalidFields):
        tell(session, both, introduction)

    assert introduction.outcomes[0].state == "reported"
