"""Jobs: done once, in order, with their effects; a failing one waits, and harms no other."""

import datetime as dt
import sqlite3
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.jobs.worker import Worker
from matchmaker.services import job_queue
from models import Job, Organization
from models.session import Sessions
from tests.factories.listings import NOW, make_organization

MINUTE = dt.timedelta(minutes=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _worker(sessions: Sessions, clock: Clock, **handlers: Handler) -> Worker:
    context: Any = Context(clock, None, None, "", None, None)  # type: ignore[arg-type]
    return Worker(sessions, context, handlers)


def _found(session: Session, _context: Context, works: Sequence[Work], _prepared: object) -> None:
    for work in works:
        if work.payload["name"] == "bad":
            raise ValueError("this one cannot be done")
        make_organization(session, name=work.payload["name"])


def _enqueue(sessions: Sessions, *names: str, **more: Any) -> None:
    with sessions.writing() as session:
        for name in names:
            job_queue.enqueue(session, "found", payload={"name": name}, now=NOW, **more)


def _names(sessions: Sessions) -> list[str]:
    with sessions.reading() as session:
        return [o.name for o in session.query(Organization).order_by(Organization.id)]


def _states(sessions: Sessions) -> list[str]:
    with sessions.reading() as session:
        return [job.state for job in session.query(Job).order_by(Job.id)]


def test_jobs_are_done_in_their_order_and_once(sessions: Sessions, clock: Clock) -> None:
    _enqueue(sessions, "a", "b", "c")
    worker = _worker(sessions, clock, found=Handler(_found))
    assert worker.waiting() == 3
    assert worker.drain() == 3
    assert worker.drain() == 0
    assert _names(sessions) == ["a", "b", "c"]
    assert _states(sessions) == ["done"] * 3


def test_a_job_of_a_later_hour_waits_for_it(sessions: Sessions, clock: Clock) -> None:
    _enqueue(sessions, "later", run_at=NOW + MINUTE)
    worker = _worker(sessions, clock, found=Handler(_found))
    assert worker.drain() == 0
    clock.now += MINUTE
    assert worker.drain() == 1


def test_a_failing_job_of_a_batch_does_not_keep_the_others_from_being_done(
    sessions: Sessions, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    _enqueue(sessions, "a", "bad", "c")
    _worker(sessions, clock, found=Handler(_found, batch=10)).drain()
    assert _names(sessions) == ["a", "c"]
    assert _states(sessions) == ["done", "waiting", "done"]
    assert "this one cannot be done" in caplog.text


def test_a_failing_job_is_tried_again_later_and_given_up_in_the_end(
    sessions: Sessions, clock: Clock
) -> None:
    _enqueue(sessions, "bad")
    worker = _worker(sessions, clock, found=Handler(_found))
    tries = 0
    while _states(sessions) == ["waiting"]:
        tries += worker.drain()
        assert worker.drain() == 0, "no second try in the same moment"
        clock.now += dt.timedelta(hours=1)
    assert tries == job_queue.MAX_ATTEMPTS
    with sessions.reading() as session:
        job = session.query(Job).one()
    assert (job.state, job.last_error) == ("failed", "ValueError: this one cannot be done")


def test_work_of_a_worker_that_died_is_taken_again_when_its_lease_ends(
    sessions: Sessions, clock: Clock
) -> None:
    _enqueue(sessions, "a")
    with sessions.writing() as session:
        assert len(job_queue.claim(session, now=NOW, limits={"found": 1})) == 1
    worker = _worker(sessions, clock, found=Handler(_found))
    assert worker.drain() == 0
    clock.now += job_queue.LEASE + MINUTE
    assert worker.drain() == 1
    assert _names(sessions) == ["a"]


def test_a_job_that_kills_every_worker_is_given_up(sessions: Sessions, clock: Clock) -> None:
    _enqueue(sessions, "a")
    for _ in range(job_queue.MAX_ATTEMPTS):
        with sessions.writing() as session:
            assert len(job_queue.claim(session, now=clock.now, limits={"found": 1})) == 1
        clock.now += job_queue.LEASE + MINUTE
    with sessions.writing() as session:
        assert job_queue.claim(session, now=clock.now, limits={"found": 1}) == []
    assert _states(sessions) == ["failed"]


def test_equal_work_does_not_wait_twice(sessions: Sessions) -> None:
    _enqueue(sessions, "a", "a", key="found:a")
    assert _states(sessions) == ["waiting"]


def test_a_failed_job_gives_way_to_newer_equal_work(sessions: Sessions, clock: Clock) -> None:
    _enqueue(sessions, "bad", key="found:bad")
    with sessions.writing() as session:
        (job,) = job_queue.claim(session, now=NOW, limits={"found": 1})
    _enqueue(sessions, "bad", key="found:bad")
    with sessions.writing() as session:
        job_queue.fail(session, [job.id], error="late", now=NOW)
    assert _states(sessions) == ["done", "waiting"]


def test_what_is_prepared_reaches_the_writing_half(sessions: Sessions, clock: Clock) -> None:
    def prepare(_session: Session, _context: Context, works: Sequence[Work]) -> str:
        return works[0].payload["name"].upper()

    def write(session: Session, _context: Context, _works: Sequence[Work], name: str) -> None:
        make_organization(session, name=name)

    _enqueue(sessions, "a")
    _worker(sessions, clock, found=Handler(write, prepare)).drain()
    assert _names(sessions) == ["A"]


def test_the_worker_works_until_it_is_told_to_stop(sessions: Sessions, clock: Clock) -> None:
    stop = threading.Event()

    def run(session: Session, context: Context, works: Sequence[Work], prepared: object) -> None:
        _found(session, context, works, prepared)
        if works[0].payload["name"] == "last":
            stop.set()

    _enqueue(sessions, "first", "last", "never")
    _worker(sessions, clock, found=Handler(run)).run(stop)
    assert _names(sessions) == ["first", "last"]
    assert _states(sessions) == ["done", "done", "waiting"]


def test_an_idle_worker_looks_again_and_finds_what_has_come_meanwhile(
    sessions: Sessions, clock: Clock
) -> None:
    class Pause(threading.Event):
        """Each pause brings work, and the third one the end."""

        pauses = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.pauses += 1
            _enqueue(sessions, f"after pause {self.pauses}")
            if self.pauses == 3:
                self.set()
            return self.is_set()

    _worker(sessions, clock, found=Handler(_found)).run(Pause())
    assert _names(sessions) == ["after pause 1", "after pause 2"]


def test_work_that_another_worker_takes_first_is_left_to_it(
    sessions: Sessions, clock: Clock
) -> None:
    class Contested(Sessions):
        """Between this worker's look and its hand another one takes everything."""

        def writing(self):
            with sessions.writing() as session:
                job_queue.claim(session, now=NOW, limits={"found": 9})
            return super().writing()

    _enqueue(sessions, "a")
    assert _worker(Contested(sessions.engine), clock, found=Handler(_found)).step() == 0
    assert _states(sessions) == ["running"]
    assert _names(sessions) == []


def test_a_database_that_does_not_answer_is_tried_again_after_a_pause(
    sessions: Sessions, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    class Away(Sessions):
        """Does not answer until it is back."""

        back = False

        def reading(self):
            if not self.back:
                raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("disk I/O error"))
            return super().reading()

    away = Away(sessions.engine)

    class Pause(threading.Event):
        """The first pause brings the database back, the second one the end."""

        def wait(self, timeout: float | None = None) -> bool:
            if away.back:
                self.set()
            away.back = True
            return self.is_set()

    _enqueue(sessions, "a")
    _worker(away, clock, found=Handler(_found)).run(Pause())
    assert _names(sessions) == ["a"]
    assert "disk I/O error" in caplog.text
