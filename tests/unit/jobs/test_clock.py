"""What comes with time: reminders, ends, the daily round; each is harmless when late or double."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from matchmaker.jobs import introductions as clock
from matchmaker.jobs import listings as listing_jobs
from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import introductions
from matchmaker.services.introduction_requests import Request, request
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.sign_in import actor_of
from models import Introduction, Job
from models.session import Sessions
from tests.factories.cast import TICKED, Cast, make_cast
from tests.factories.listings import NOW, make_need
from tests.functional.stories import MemoryMailer

ASKED = Request(("co_development",), "", "A steelworks in Asia.")


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


@pytest.fixture
def approved(session: Session, cast: Cast) -> Introduction:
    asked = request(session, actor_of(cast.asker), cast.need, cast.offer, ASKED, now=NOW)
    return introductions.decide(
        session, actor_of(cast.officer), asked, "approve", checklist=TICKED, now=NOW
    )


def _do(
    session: Session,
    handler: Handler,
    at: dt.datetime = NOW,
    meanwhile: Callable[[], None] = lambda: None,
    **ids: int,
) -> None:
    """Both halves of a job, and what somebody else does between them."""
    context = Context(lambda: at, MemoryMailer(), _unused, "", MatchingEngine(None), None)
    works = [Work(1, ids)]
    prepared = handler.prepare(session, context, works)
    meanwhile()
    handler.run(session, context, works, prepared)
    session.flush()


def _unused(name: str, **values: Any) -> str:
    raise AssertionError(f"{name} is not to be rendered")


def _reminded(session: Session) -> list[int]:
    mails = session.scalars(select(Job).where(Job.kind == "send_mail")).all()
    return [
        job.payload["user_id"]
        for job in mails
        if job.payload["template"] == "introduction_reminder"
    ]


def test_only_who_has_not_answered_is_reminded(
    session: Session, cast: Cast, approved: Introduction
) -> None:
    _do(session, clock.REMIND, introduction_id=approved.id)
    assert _reminded(session) == [cast.answerer.id]


def test_nobody_is_reminded_of_what_has_moved_on_or_gone(
    session: Session, cast: Cast, approved: Introduction
) -> None:
    introductions.consent(session, actor_of(cast.answerer), approved, now=NOW)
    _do(session, clock.REMIND, introduction_id=approved.id)
    _do(session, clock.REMIND, introduction_id=approved.id + 1)
    assert _reminded(session) == []


def test_the_end_comes_once_and_not_before_its_day(
    session: Session, approved: Introduction
) -> None:
    assert approved.expires_at is not None
    _do(session, clock.EXPIRE, introduction_id=approved.id)
    assert approved.state == "approved"
    for _ in range(2):
        _do(session, clock.EXPIRE, at=approved.expires_at, introduction_id=approved.id)
    assert approved.state == "expired"
    _do(session, clock.EXPIRE, introduction_id=approved.id + 1)


def test_the_daily_round_ends_what_is_past_its_date_and_sets_the_next_one_going(
    session: Session,
) -> None:
    past = make_need(session, valid_until=NOW.date() - dt.timedelta(days=1))
    today = make_need(session, valid_until=NOW.date())
    for _ in range(2):
        _do(session, listing_jobs.EXPIRE)
    assert (past.state, today.state) == ("expired", "published")
    (following,) = session.scalars(select(Job).where(Job.kind == "expire_listings"))
    assert following.run_at == dt.datetime(2026, 9, 2, 3, tzinfo=dt.UTC)


def test_a_listing_that_is_taken_back_leaves_the_search(session: Session) -> None:
    need, draft = make_need(session), make_need(session, state="draft")
    _do(session, listing_jobs.INDEX, listing_id=need.id)
    _do(session, listing_jobs.INDEX, listing_id=draft.id)
    assert _searchable(session) == [need.id]
    need.state = "withdrawn"
    session.flush()
    _do(session, listing_jobs.INDEX, listing_id=need.id)
    assert _searchable(session) == []


def test_what_is_taken_back_while_it_is_read_is_not_searchable(session: Session) -> None:
    need = make_need(session)

    def take_back() -> None:
        need.state = "withdrawn"
        session.flush()

    _do(session, listing_jobs.INDEX, meanwhile=take_back, listing_id=need.id)
    assert _searchable(session) == []


def _searchable(session: Session) -> list[int]:
    return list(session.scalars(text("SELECT rowid FROM listing_search")))
