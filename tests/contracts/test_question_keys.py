"""Every step of a question, in every state, by everybody: done, offered, or neither."""

import pytest

from matchmaker.errors import MatchmakerError
from matchmaker.services import question_asking, questions
from matchmaker.services.question_views import actions
from matchmaker.services.sign_in import actor_of
from matchmaker.workflow import questions as workflow
from models import vocabulary as v
from tests.factories.cast import make_cast
from tests.factories.listings import NOW, make_user

TEXT = "At which temperature does it run?"
#: What each does, by the name under which it is offered.
DEEDS = {
    "mend": lambda s, a, q: questions.mend(s, a, q, TEXT, now=NOW),
    "withdraw": lambda s, a, q: questions.withdraw(s, a, q, now=NOW),
    "follow_up": lambda s, a, q: question_asking.ask(
        s, a, q.from_listing, q.to_listing, TEXT, follows=q, now=NOW
    ),
    "answer": lambda s, a, q: questions.answer(s, a, q, TEXT, now=NOW),
    "decline": lambda s, a, q: questions.decline(s, a, q, now=NOW),
    "relay": lambda s, a, q: questions.relay(s, a, q, seen=True, now=NOW),
    "return": lambda s, a, q: questions.send_back(s, a, q, reason="Mend it.", now=NOW),
}
#: The steps of the table that stand behind a deed.
STEPS = {
    "answer": ("answer", "mend_answer"),
    "relay": ("relay", "relay_answer"),
    "return": ("return", "return_answer"),
}
BY_MACHINE = {"pass", "pass_answer", "expire", "lapse"}
HOLDERS = {
    "asker": "asking side",
    "asking_contributor": "asking side",
    "answerer": "other side",
    "officer": "secretariat",
    "approver": "secretariat",
    "auditor": "",
    "stranger": "",
}


def make_question(session, cast, state):
    asked = question_asking.ask(session, actor_of(cast.asker), cast.need, cast.offer, TEXT, now=NOW)
    asked.state = state
    asked.passed_at = None if state in ("submitted", "returned") else NOW
    asked.answer = TEXT
    session.flush()
    return asked


def people_of(session, cast):
    named = {name: getattr(cast, name) for name in HOLDERS if hasattr(cast, name)}
    organization = cast.need.organization
    return {
        **named,
        "asking_contributor": make_user(session, organization, role="contributor"),
        "stranger": make_user(session),
    }


def may(who, deed, state):
    """What the workflow's table says; a follow-up goes on from an answer."""
    if deed == "follow_up":
        return HOLDERS[who] == "asking side" and state == "answer_relayed"
    steps = [workflow.TABLE[name] for name in STEPS.get(deed, (deed,))]
    return any(state in step.sources and step.by == HOLDERS[who] for step in steps)


@pytest.mark.parametrize("deed", list(DEEDS))
@pytest.mark.parametrize("who", list(HOLDERS))
def test_a_step_is_done_and_offered_to_its_holder_in_its_state_and_nowhere_else(
    sessions, who, deed
):
    with sessions.writing() as session:
        cast = make_cast(session)
        actor = actor_of(people_of(session, cast)[who])
        for state in v.QUESTION_STATES:
            attempt = session.begin_nested()
            question = make_question(session, cast, state)
            offered = set(STEPS.get(deed, (deed,))) | {deed}
            is_offered = not offered.isdisjoint(actions(actor, question))
            done = is_done(DEEDS[deed], session, actor, question)
            attempt.rollback()

            expected = may(who, deed, state)
            assert (done, is_offered) == (expected, expected), state


def test_the_deeds_cover_the_whole_table():
    behind = {name for deed in DEEDS for name in STEPS.get(deed, (deed,))}
    assert behind - {"follow_up"} == set(workflow.TABLE) - BY_MACHINE


def is_done(deed, session, actor, question):
    try:
        deed(session, actor, question)
    except MatchmakerError:
        return False
    return True
