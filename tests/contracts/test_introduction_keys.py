"""Each key of an introduction: its holder turns it, in its state, and nobody else."""

import pytest

from matchmaker.errors import MatchmakerError
from matchmaker.services import introduction_appeals, introduction_requests, introductions
from matchmaker.services.introduction_requests import Request
from matchmaker.services.introduction_views import actions
from matchmaker.services.sign_in import actor_of
from matchmaker.workflow import introductions as workflow
from models.introduction import OPEN_STATES
from tests.contracts.test_policies import STATES
from tests.factories.cast import TICKED, make_cast
from tests.factories.listings import (
    NOW,
)

REQUEST = Request(("licence",), "", "A steelworks.")
#: Who turns each key, and how; "release", "expire" and "lapse" belong to the last consent, the
#: clock and the listings, and to pass a case on is what the approval of a flagged one does.
DEEDS = {
    "appeal": lambda s, a, i: introduction_appeals.appeal(
        s, a, i, reason="Look at it once more.", now=NOW
    ),
    "approve": lambda s, a, i: introductions.decide(s, a, i, "approve", checklist=TICKED, now=NOW),
    "refuse": lambda s, a, i: introductions.decide(
        s, a, i, "refuse", now=NOW, rule="no_fit", reason="No."
    ),
    "ask_information": lambda s, a, i: introductions.decide(
        s, a, i, "ask_information", now=NOW, reason="What?"
    ),
    "give_information": lambda s, a, i: introduction_requests.give_information(
        s, a, i, REQUEST, now=NOW
    ),
    "consent": lambda s, a, i: introductions.consent(s, a, i, now=NOW),
    "decline": lambda s, a, i: introductions.decline(s, a, i, reason="terms", now=NOW),
    "withdraw": lambda s, a, i: introductions.withdraw(s, a, i, now=NOW),
}
HOLDERS = {
    "asker": {"secretariat": False, "asking party": True, "another party": False},
    "answerer": {"secretariat": False, "asking party": False, "another party": True},
    "officer": {"secretariat": True, "asking party": False, "another party": False},
    "approver": {"secretariat": True, "asking party": False, "another party": False},
    "auditor": {"secretariat": False, "asking party": False, "another party": False},
}


def may(who, action, state):
    """What the workflow's table says; consent is the release's key in another's hand."""
    step = workflow.TABLE["release" if action == "consent" else action]
    by = "another party" if action == "consent" else step.by
    return state in step.sources and HOLDERS[who][by]


@pytest.mark.parametrize("action", list(DEEDS))
@pytest.mark.parametrize("who", list(HOLDERS))
def test_a_key_turns_for_its_holder_in_its_state_and_nowhere_else(sessions, who, action):
    with sessions.writing() as session:
        cast = make_cast(session)
        actor = actor_of(getattr(cast, who))
        for state in STATES:
            attempt = session.begin_nested()
            case = make_request(session, cast, state)
            offered = action in actions(actor, case)
            done = is_done(DEEDS[action], session, actor, case)
            attempt.rollback()

            expected = may(who, action, state)
            assert (done, offered) == (expected, expected), state


def make_request(session, cast, state):
    """A request as the service makes it, moved to ``state``."""
    case = introduction_requests.request(
        session, actor_of(cast.asker), cast.need, cast.offer, REQUEST, now=NOW
    )
    case.state = state
    case.pairs[0].is_open = state in OPEN_STATES
    case.decided_at = None if state in OPEN_STATES[:3] else NOW
    session.flush()
    return case


def is_done(deed, session, actor, case):
    try:
        deed(session, actor, case)
    except MatchmakerError:
        return False
    return True


def test_the_deeds_cover_the_whole_table():
    by_machine = {"release", "expire", "lapse", "pass_on"}
    assert set(DEEDS) - {"consent"} == set(workflow.TABLE) - by_machine
