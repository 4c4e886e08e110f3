"""The weekly look at the answers, and all matches afresh after a switch."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from matchmaker.jobs import ranking as jobs
from matchmaker.jobs.context import Context, Work
from matchmaker.jobs.registry import HANDLERS
from matchmaker.policies.actor import Actor
from matchmaker.services import audit, ranker_switch, ranker_versions
from matchmaker.services.matching_engine import MatchingEngine
from models import Feedback, Job, Match, RankerVersion
from models.session import Sessions
from tests.factories.answers import ENCODER
from tests.factories.listings import NOW
from tests.functional.stories import MemoryMailer

WORKS = [Work(1, {})]


@pytest.fixture
def database(answered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(answered, tmp_path / "matchmaker.db"))


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


def do(session, handler, *, meanwhile=lambda: None) -> None:
    """Both halves of a job, and what somebody else does between them."""
    context = Context(lambda: NOW, MemoryMailer(), str, "", MatchingEngine(ENCODER.info), ENCODER)
    prepared = handler.prepare(session, context, WORKS)
    meanwhile()
    handler.run(session, context, WORKS, prepared)
    session.flush()


def versions(session) -> list[RankerVersion]:
    return ranker_versions.versions(session)


def test_a_challenger_is_written_and_promoted_by_nobody(session) -> None:
    do(session, jobs.LEARN)

    (version,) = versions(session)
    assert version.report["is_better"]
    assert ranker_versions.ranks(session) is None
    (event,) = audit.trail(session, "ranking", "version 1")
    assert (event.actor, event.action) == ("worker", "ranking.train")


def test_the_next_look_is_in_a_week_and_waits_once(session) -> None:
    do(session, jobs.LEARN)
    do(session, jobs.LEARN)

    (job,) = session.scalars(select(Job).where(Job.kind == "learn_from_answers"))
    assert job.run_at == dt.datetime(2026, 9, 8, 4, tzinfo=dt.UTC)


def test_without_new_answers_nothing_more_is_written(session) -> None:
    do(session, jobs.LEARN)
    do(session, jobs.LEARN)

    assert len(versions(session)) == 1


def test_two_workers_at_once_write_one_challenger(session) -> None:
    do(session, jobs.LEARN, meanwhile=lambda: do(session, jobs.LEARN))

    assert len(versions(session)) == 1


def test_with_few_answers_nothing_is_written_and_the_look_goes_on(session) -> None:
    session.execute(delete(Feedback).where(Feedback.id > 50))

    do(session, jobs.LEARN)

    assert versions(session) == []
    assert session.scalars(select(Job.kind)).all() == ["learn_from_answers"]


def test_answers_about_what_is_gone_are_no_failure(session) -> None:
    session.connection().exec_driver_sql("UPDATE listings SET state = 'withdrawn'")

    do(session, jobs.LEARN)

    assert versions(session) == []


def test_after_a_switch_every_list_is_made_by_the_new_ranking(session) -> None:
    do(session, jobs.LEARN)
    before = dict(session.execute(select(Match.id, Match.score)).all())
    listings = set(session.scalars(select(Match.listing_id)))
    ranker_switch.promote(session, Actor.operator(), versions(session)[0].id, now=NOW)

    do(session, HANDLERS["match_everything"])

    after = dict(session.execute(select(Match.id, Match.score)).all())
    assert set(session.scalars(select(Match.listing_id))) == listings
    assert sorted(after.values()) != sorted(before.values())


def test_every_round_of_the_worker_has_a_handler() -> None:
    assert {"learn_from_answers", "match_everything"} <= set(HANDLERS)
