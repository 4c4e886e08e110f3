"""Many hands on one key: one turns it, all others are told so, and nothing happens twice."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from matchmaker.errors import Conflict, IllegalTransition
from matchmaker.services import audit, introductions
from matchmaker.services.sign_in import actor_of
from models import Consent, Introduction, User
from models.session import Sessions
from tests.factories.cast import TICKED
from tests.factories.listings import NOW
from tests.faults import cases

HANDS = 32
ROUNDS = 3


def at_once(deeds: list[Callable[[], str]]) -> Counter[str]:
    """What each deed answered, all of them begun at the same moment."""
    answers: list[str] = []
    start = threading.Barrier(len(deeds))

    def act(deed: Callable[[], str]) -> None:
        start.wait()
        answers.append(deed())

    threads = [threading.Thread(target=act, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


def hand(sessions: Sessions, user: User, introduction_id: int, action: str) -> Callable[[], str]:
    """Turns a key in a session of its own, as a request of the web does."""

    def turn() -> str:
        try:
            with sessions.writing() as session:
                actor = actor_of(session.get_one(User, user.id))
                introduction = session.get_one(Introduction, introduction_id)
                if action == "approve":
                    introductions.decide(
                        session, actor, introduction, action, checklist=TICKED, now=NOW
                    )
                else:
                    getattr(introductions, action)(session, actor, introduction, now=NOW)
        except (Conflict, IllegalTransition):
            return "refused"
        return action

    return turn


def events(sessions: Sessions, action: str) -> int:
    with sessions.reading() as session:
        assert audit.verify(session).broken_id is None
        introduction = session.scalars(select(Introduction)).one()
        trail = audit.trail(session, "introduction", introduction.reference)
        return [event.action for event in trail].count(f"introduction.{action}")


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_many_approvals_one_takes_effect(sessions, cast, _round):
    case = cases.request(sessions, cast)
    officers = (cast.officer, cast.approver)

    answers = at_once(
        [hand(sessions, officers[n % 2], case, "approve") for n in range(HANDS)],
    )

    assert answers == {"approve": 1, "refused": HANDS - 1}
    assert events(sessions, "approve") == 1
    sent = cases.mails(sessions)
    assert sent["introduction_approved", cast.asker.id] == 1
    assert sent["introduction_consent", cast.answerer.id] == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_many_consents_one_releases_the_names(sessions, cast, _round):
    case = cases.request(sessions, cast)
    cases.approve(sessions, cast, case)

    answers = at_once([hand(sessions, cast.answerer, case, "consent")] * HANDS)

    assert answers == {"consent": 1, "refused": HANDS - 1}
    assert (events(sessions, "consent"), events(sessions, "release")) == (1, 1)
    released = {k: n for k, n in cases.mails(sessions).items() if k[0] == "introduction_released"}
    assert list(released.values()) == [1, 1]
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Consent)) == 2  # one of each side


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_consent_and_a_withdrawal_at_once_leave_one_of_the_two(sessions, cast, _round):
    case = cases.request(sessions, cast)
    cases.approve(sessions, cast, case)

    answers = at_once(
        [hand(sessions, cast.answerer, case, "consent")] * 8
        + [hand(sessions, cast.asker, case, "withdraw")] * 8
    )

    assert answers["refused"] == 15
    released = events(sessions, "release")
    assert released + events(sessions, "withdraw") == 1
    with sessions.reading() as session:
        state = session.get_one(Introduction, case).state
    assert state == ("introduced" if released else "withdrawn")


def test_of_many_browsers_that_consent_one_is_thanked(app, sessions, cast, sign_in):
    case = cases.request(sessions, cast)
    cases.approve(sessions, cast, case)
    with sessions.reading() as session:
        path = f"/introductions/{session.get_one(Introduction, case).reference}"
    browsers = [sign_in(cast.answerer).get(path) for _ in range(8)]

    answers = at_once(
        [lambda b=browser: str(b.post(f"{path}/consent").status) for browser in browsers]
    )

    assert answers == {"200": 1, "409": 7}
    assert events(sessions, "release") == 1


def test_of_many_requests_for_one_pair_one_is_made(sessions, cast):
    def ask() -> str:
        try:
            cases.request(sessions, cast)
        except Conflict:
            return "refused"
        return "made"

    assert at_once([ask] * HANDS) == {"made": 1, "refused": HANDS - 1}
    assert events(sessions, "request") == 1
