"""The year after an introduction, with the clock moved by the tests: each question once."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.jobs import check_ins as jobs
from matchmaker.jobs.context import Context, Work
from matchmaker.services import check_ins, outcome_answers, outcomes
from matchmaker.services.outcome_values import Report
from matchmaker.services.sign_in import actor_of
from models import CheckIn, Job
from tests.factories.introductions import make_trio
from tests.factories.listings import NOW, make_user
from tests.functional.stories import MemoryMailer

DAY = dt.timedelta(days=1)


@pytest.fixture
def session(sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def trio(session):
    return make_trio(session)


def ask(session, introduction_id, day, at):
    context: Any = Context(lambda: at, MemoryMailer(), str, "", None, None)  # type: ignore[arg-type]
    jobs.ASK.run(
        session, context, [Work(1, {"introduction_id": introduction_id, "day": day})], None
    )


def mailed(session):
    jobs = session.scalars(select(Job).where(Job.kind == "send_mail").order_by(Job.id))
    return [j.payload["user_id"] for j in jobs if j.payload["template"] == "check_in"]


def report(session, actor, introduction, now, **given):
    content = Report(happened_on=now.date(), **given)
    return outcomes.report(session, actor, introduction, content, now=now)


def link(session, user, day=30, position=0):
    query = select(CheckIn).where(CheckIn.day == day).order_by(CheckIn.party_id)
    return check_ins.link_of(session.scalars(query).all()[position], user.id)


def test_the_release_queues_five_questions_on_their_days(session, trio):
    introduction, _people = trio
    queued = session.scalars(select(Job).where(Job.kind == check_ins.JOB)).all()
    assert [(j.run_at - NOW).days for j in queued] == [30, 90, 180, 270, 365]
    assert all(j.payload == {"introduction_id": introduction.id, "day": (j.run_at - NOW).days}
               for j in queued)  # fmt: skip
    assert session.query(CheckIn).count() == 15


def test_each_representative_is_asked_once_on_each_day_however_many_rounds_run(session, trio):
    introduction, people = trio
    for count, day in enumerate(check_ins.DAYS, start=1):
        ask(session, introduction.id, day, NOW + day * DAY - dt.timedelta(seconds=1))
        for _round in range(2):
            ask(session, introduction.id, day, NOW + day * DAY)
        session.query(Job).filter(Job.kind == "send_mail").update({Job.state: "done"})
        assert sorted(mailed(session)) == sorted([p.id for p in people] * count)
    ask(session, introduction.id + 1, 30, NOW + 400 * DAY)


def test_after_a_long_silence_of_the_worker_only_the_latest_question_is_asked(session, trio):
    introduction, people = trio
    for day in check_ins.DAYS:
        ask(session, introduction.id, day, NOW + 200 * DAY)
    assert len(mailed(session)) == len(people)
    sent = session.scalars(select(CheckIn.day).where(CheckIn.sent_at.is_not(None)))
    assert set(sent) == {180}


@pytest.mark.parametrize(
    "end",
    [
        {"stage": "closed", "closing_reason": "no_fit"},
        {"stage": "in_operation", "attribution": "anyway"},
    ],
)
def test_nobody_is_asked_about_a_case_that_is_over(session, trio, end):
    introduction, people = trio
    at = NOW + 30 * DAY
    outcome = report(session, actor_of(people[0]), introduction, NOW, **end)
    ask(session, introduction.id, 30, at)
    assert mailed(session) == []
    if end["stage"] == "closed":  # a disputed end is no end
        outcome_answers.dispute(
            session, actor_of(people[1]), introduction, outcome.id, note="No.", now=NOW
        )
        ask(session, introduction.id, 30, at)
        assert len(mailed(session)) == 3


def test_a_second_answer_takes_the_place_of_the_first_until_the_next_question(session, trio):
    introduction, people = trio
    ask(session, introduction.id, 30, NOW + 30 * DAY)
    asked = link(session, people[0])
    check_ins.answer(session, asked, "talking", now=NOW + 31 * DAY)
    row = check_ins.answer(session, asked, "nda", now=NOW + 32 * DAY)
    assert (row.answer, row.user_id, row.answered_at) == ("nda", people[0].id, NOW + 32 * DAY)
    standing = check_ins.standing_of(session, actor_of(people[0]), introduction)
    assert standing == check_ins.Standing(NOW + 90 * DAY, "nda")
    assert check_ins.standing_of(session, actor_of(people[1]), introduction).unreported == ""
    with pytest.raises(InvalidFields):
        check_ins.answer(session, asked, "introduced", now=NOW + 32 * DAY)

    ask(session, introduction.id, 90, NOW + 90 * DAY)
    for use in (check_ins.question, lambda s, a: check_ins.answer(s, a, "talking", now=NOW)):
        with pytest.raises(NotFound):
            use(session, asked)


def test_a_link_is_of_one_person_for_one_party(session, trio):
    introduction, people = trio
    ask(session, introduction.id, 30, NOW + 30 * DAY)
    assert check_ins.question(session, link(session, people[0])).title
    stranger = make_user(session)
    for wrong in (
        link(session, people[1]),
        link(session, stranger),
        check_ins.Link(introduction.reference, 7, people[0].id, 30, NOW),
        check_ins.Link("IN-XXXXXXXX", 0, people[0].id, 30, NOW),
        check_ins.Link(introduction.reference, 0, people[0].id, 90, NOW),
        check_ins.Link(introduction.reference, 0, 99_999, 30, NOW),
    ):
        with pytest.raises(NotFound):
            check_ins.question(session, wrong)
    people[0].is_active = False
    with pytest.raises(NotFound):
        check_ins.question(session, link(session, people[0]))


def test_what_was_not_asked_has_no_link(session, trio):
    with pytest.raises(ValueError, match="not asked"):
        link(session, trio[1][0])
