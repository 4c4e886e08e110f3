"""Many hands on one key: one turns it, all others are told so, and nothing happens twice."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.services import bulk_approval, introduction_appeals, introductions
from matchmaker.services.sign_in import actor_of
from matchmaker.workflow.introductions import ANSWER_TIME
from models import Introduction, User
from models.session import Sessions
from tests.factories.listings import NOW
from tests.faults import cases, hands
from tests.faults.hands import HANDS, Crowd, Sides, approve, consent, refuse, withdraw

#: Of the two that the promise names; and of the others, with fewer hands.
ROUNDS, MORE_ROUNDS, FEWER = 100, 25, 8


@pytest.fixture
def crowd(database: Path, cast) -> Iterator[Crowd]:
    crowd = Crowd(database, cast)
    yield crowd
    crowd.assert_consistent()
    crowd.close()


def test_of_many_approvals_one_takes_effect(crowd: Crowd, cast) -> None:
    for _ in range(ROUNDS):
        case = crowd.case()
        officers = (cast.officer, cast.approver)

        answers = crowd.at_once([crowd.hand(officers[n % 2], case, approve) for n in range(HANDS)])

        assert answers == {"done": 1, "refused": HANDS - 1}
        assert crowd.steps(case) == {"request": 1, "approve": 1}
        sent = crowd.mails(case)
        assert (sent["introduction_approved"], sent["introduction_consent"]) == (1, 1)


def test_of_many_consents_one_releases_the_names(crowd: Crowd, cast) -> None:
    for _ in range(ROUNDS):
        case = crowd.case(approved=True)

        answers = crowd.at_once([crowd.hand(cast.answerer, case, consent)] * HANDS)

        assert answers == {"done": 1, "refused": HANDS - 1}
        assert crowd.steps(case) == {"request": 1, "approve": 1, "consent": 1, "release": 1}
        assert crowd.mails(case)["introduction_released"] == 2


def test_a_flagged_case_is_never_approved_by_one_person_alone(crowd: Crowd, cast) -> None:
    for _ in range(MORE_ROUNDS):
        case = crowd.case(flagged=True)

        answers = crowd.at_once([crowd.hand(cast.officer, case, approve)] * FEWER)

        assert answers == {"done": 1, "refused": FEWER - 1}
        assert crowd.steps(case) == {"request": 1, "pass_on": 1}
        assert crowd.read(case).state == "screened"
        assert crowd.mails(case)["introduction_flagged"] == 1


def test_two_officers_at_once_are_the_first_and_the_second(crowd: Crowd, cast) -> None:
    for _ in range(MORE_ROUNDS):
        case = crowd.case(flagged=True)
        officers = (cast.officer, cast.approver)

        answers = crowd.at_once([crowd.hand(officers[n % 2], case, approve) for n in range(FEWER)])

        assert crowd.steps(case) in (
            {"request": 1, "pass_on": 1, "approve": 1},
            {"request": 1, "pass_on": 1},  # every hand of the second was before the first's
        )
        assert answers["done"] == crowd.steps(case).total() - 1
        found = crowd.read(case)
        assert found.passed_on_by_id != found.decided_by_id
        assert crowd.mails(case)["introduction_consent"] == answers["done"] - 1


def test_the_last_two_consents_of_three_parties_release_once(crowd: Crowd, cast) -> None:
    for _ in range(MORE_ROUNDS):
        case = crowd.case(approved=True, of_three=True)
        others = (cast.answerer, crowd.third)

        answers = crowd.at_once([crowd.hand(others[n % 2], case, consent) for n in range(FEWER)])

        assert answers == {"done": 2, "refused": FEWER - 2}
        assert crowd.steps(case) == {"request": 1, "approve": 1, "consent": 2, "release": 1}
        assert crowd.mails(case)["introduction_released"] == 3


def test_a_consent_and_a_withdrawal_at_once_leave_one_of_the_two(crowd: Crowd, cast) -> None:
    for _ in range(MORE_ROUNDS):
        case = crowd.case(approved=True)
        both = [crowd.hand(cast.answerer, case, consent), crowd.hand(cast.asker, case, withdraw)]

        answers = crowd.at_once(both * (FEWER // 2))

        assert answers == {"done": 1, "refused": FEWER - 1}
        steps = crowd.steps(case)
        assert steps["release"] + steps["withdraw"] == 1
        assert crowd.read(case).state == ("introduced" if steps["release"] else "withdrawn")


def test_a_consent_and_the_clock_at_once_leave_one_of_the_two(crowd: Crowd, cast) -> None:
    def strike(sessions: Sessions, case: int) -> str:
        with sessions.writing() as session:
            found = session.get_one(Introduction, case)
            due = introductions.expire(session, found, now=NOW + ANSWER_TIME)
        return "done" if due else "refused"

    for _ in range(MORE_ROUNDS):
        case = crowd.case(approved=True)
        answer = crowd.hand(cast.answerer, case, consent)

        answers = crowd.at_once([answer, lambda s, c=case: strike(s, c)] * (FEWER // 2))

        assert answers == {"done": 1, "refused": FEWER - 1}
        steps, sent = crowd.steps(case), crowd.mails(case)
        assert steps["release"] + steps["expire"] == 1
        assert sent["introduction_released"] + sent["introduction_expired"] == 2


def test_a_bulk_approval_and_a_refusal_at_once_leave_one_of_the_two(crowd: Crowd, cast) -> None:
    def bulk(sessions: Sessions, reference: str) -> str:
        with sessions.writing() as session:
            officer = actor_of(session.get_one(User, cast.officer.id))
            done = bulk_approval.approve_all(session, officer, [reference], now=NOW)
        return "done" if done.approved else "refused"

    for _ in range(MORE_ROUNDS):
        case = crowd.case()
        reference = crowd.read(case).reference
        single = crowd.hand(cast.approver, case, refuse)

        answers = crowd.at_once([single, lambda s, r=reference: bulk(s, r)] * (FEWER // 2))

        assert answers["done"] == 1
        steps, sent = crowd.steps(case), crowd.mails(case)
        assert steps["approve"] + steps["refuse"] == 1
        assert sent["introduction_approved"] + sent["introduction_refused"] == 1


def test_of_many_appeals_one_is_heard(crowd: Crowd, cast) -> None:
    def appeal(session, actor, case):
        return introduction_appeals.appeal(session, actor, case, reason="Look again.", now=NOW)

    for _ in range(MORE_ROUNDS):
        case = crowd.case()
        crowd.at_once([crowd.hand(cast.officer, case, refuse)])

        answers = crowd.at_once([crowd.hand(cast.asker, case, appeal)] * FEWER)

        assert answers == {"done": 1, "refused": FEWER - 1}
        assert crowd.steps(case) == {"request": 1, "refuse": 1, "appeal": 1}
        assert crowd.mails(case)["introduction_appealed"] == 1


def test_of_many_requests_for_one_pair_one_is_made(crowd: Crowd, cast) -> None:
    for _ in range(MORE_ROUNDS):
        sides = crowd.sides()
        turns = [crowd.request(cast.asker, sides, [sides.offer])] * FEWER
        assert crowd.at_once(turns) == {"done": 1, "refused": FEWER - 1}


def test_of_consortia_that_share_a_pair_one_is_asked_for(crowd: Crowd, cast) -> None:
    def groups(sides: Sides) -> list[list[int]]:
        first, second = sides.capability, sides.fourth
        return [[sides.offer], [sides.offer, first], [sides.offer, second], [sides.offer]]

    for _ in range(MORE_ROUNDS):
        sides = crowd.sides()
        turns = [crowd.request(cast.asker, sides, group) for group in groups(sides) * 2]
        assert crowd.at_once(turns) == {"done": 1, "refused": FEWER - 1}


def test_of_many_browsers_that_consent_one_is_thanked(app, sessions, cast, sign_in) -> None:
    case = cases.request(sessions, cast)
    cases.approve(sessions, cast, case)
    path = f"/introductions/{cases.reference(sessions, case)}"
    browsers = [sign_in(cast.answerer).get(path) for _ in range(8)]
    answers, start = [], threading.Barrier(8)

    def click(browser) -> None:
        start.wait()
        answers.append(browser.post(f"{path}/consent").status)

    threads = [threading.Thread(target=click, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200] + [409] * 7
    with sessions.reading() as session:
        assert hands.assert_consistent(session) is None
