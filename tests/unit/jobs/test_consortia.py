"""Consortia by the worker: after the matches, in their transaction, a few needs at a time."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context
from matchmaker.jobs.registry import HANDLERS
from matchmaker.jobs.worker import Worker
from matchmaker.services import consortium_queue, job_queue
from matchmaker.services.matching_engine import MatchingEngine
from models import Consortium, Job, Listing
from models.session import Sessions
from tests.factories.listings import NOW, make_need
from tests.factories.slag import make_slag_case
from tests.functional.stories import MemoryMailer

KINDS = ("index_listing", "match_listings", "propose_consortia")


@pytest.fixture
def work(sessions: Sessions) -> Callable[..., int]:
    """Does what waits of these kinds, and says how many jobs that were."""
    engine = MatchingEngine(None)

    def drain(*kinds: str) -> int:
        context = Context(lambda: NOW, MemoryMailer(), str, "", engine, None)
        return Worker(sessions, context, {kind: HANDLERS[kind] for kind in kinds or KINDS}).drain()

    return drain


def waiting(session: Session) -> list[list[int]]:
    """The needs of each job that waits for consortia."""
    query = select(Job).where(Job.kind == consortium_queue.KIND, Job.state == "waiting")
    return [job.payload["need_ids"] for job in session.scalars(query)]


def index(session: Session, *ids: int) -> None:
    for listing_id in ids or session.scalars(select(Listing.id)).all():
        job_queue.enqueue(session, "index_listing", payload={"listing_id": listing_id}, now=NOW)


def make_case(sessions: Sessions) -> int:
    """The slag case, to be indexed; the id of its need."""
    with sessions.writing() as session:
        need_id = make_slag_case(session).need.id
        index(session)
    return need_id


def members(sessions: Sessions) -> list[set[int]]:
    with sessions.reading() as session:
        rows = session.scalars(select(Consortium).order_by(Consortium.rank))
        return [{member.listing_id for member in row.members} for row in rows]


def test_matching_queues_the_needs_in_its_own_transaction(sessions, work):
    need_id = make_case(sessions)
    work("index_listing", "match_listings")

    with sessions.reading() as session:
        assert waiting(session) == [[need_id]]
    assert members(sessions) == []

    work()

    assert members(sessions)
    with sessions.reading() as session:
        assert waiting(session) == []


def test_a_new_listing_brings_the_needs_that_it_fits_back(sessions, work):
    need_id = make_case(sessions)
    work()
    with sessions.writing() as session:
        unrelated = make_need(session, title="Pumps", teaser="Pumps for heat of paper drying.")
        index(session, unrelated.id, members(sessions)[0].pop())
        session.execute(update(Listing).where(Listing.kind != "need").values(matched_at=None))
    work("index_listing", "match_listings")

    with sessions.reading() as session:
        (queued,) = waiting(session)
    assert need_id in queued


def test_a_listing_that_leaves_brings_its_needs_back(sessions, work):
    make_case(sessions)
    work()
    gone = members(sessions)[0].pop()
    with sessions.writing() as session:
        session.execute(update(Listing).where(Listing.id == gone).values(state="withdrawn"))
        index(session, gone)

    work()

    assert all(gone not in found for found in members(sessions))


def test_one_job_waits_however_many_changes_there_were(sessions):
    with sessions.writing() as session:
        for ids in ([3, 1], [], [2, 3]):
            consortium_queue.add(session, ids, now=NOW)
        assert waiting(session) == [[1, 2, 3]]


def test_many_needs_are_done_in_turns(sessions, work):
    with sessions.writing() as session:
        needs = [make_need(session).id for _ in range(40)]
        consortium_queue.add(session, needs, now=NOW)

    assert work("propose_consortia") == 3


def test_doing_it_twice_does_no_harm(sessions, work):
    need_id = make_case(sessions)
    work()
    before = members(sessions)
    with sessions.writing() as session:
        consortium_queue.add(session, [need_id], now=NOW)

    work()

    assert members(sessions) == before
