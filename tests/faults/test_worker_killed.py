"""A worker killed at work: the next one does the rest; nothing is lost and nothing doubled."""

import datetime as dt
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from matchmaker.config import Config
from matchmaker.jobs.registry import build_worker
from matchmaker.services import audit, job_queue
from matchmaker.workflow.introductions import ANSWER_TIME
from models import Introduction, Job
from tests.factories.listings import NOW
from tests.faults import cases

ROOT = Path(__file__).resolve().parents[2]
#: When the worker looks at the clock: the third one finds an introduction that is to expire.
SECRET = "a key for tests, as long as it has to be"
AT = {"written": NOW + ANSWER_TIME + dt.timedelta(hours=1)}


@pytest.fixture
def folder(database: Path) -> Path:
    """Where the database and the outbox of this test lie."""
    return database.parent


def kill(folder: Path, moment: str) -> None:
    command = [sys.executable, "-m", "tests.faults.dying_worker", str(folder), moment]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def survive(folder: Path, sessions, moment: str) -> None:
    """Another worker, once the lease of the dead one has run out."""
    config = Config(data_dir=folder, secret_key=SECRET)
    later = AT.get(moment, NOW) + job_queue.LEASE + dt.timedelta(minutes=1)
    build_worker(config, sessions, None, clock=lambda: later).drain()


def states(sessions, kind: str) -> list[str]:
    with sessions.reading() as session:
        return list(session.scalars(select(Job.state).where(Job.kind == kind)))


@pytest.mark.parametrize("moment", ["claimed", "sent"])
def test_every_mail_is_sent_once(sessions, cast, folder, moment):
    cases.approve(sessions, cast, cases.request(sessions, cast))
    kill(folder, moment)
    assert states(sessions, "send_mail").count("done") == 0
    first = {file.name: file.read_bytes() for file in (folder / "outbox").glob("*")}
    assert len(first) == (1 if moment == "sent" else 0)

    survive(folder, sessions, moment)

    with sessions.reading() as session:
        ids = list(session.scalars(select(Job.id).where(Job.kind == "send_mail")))
    files = {file.name for file in (folder / "outbox").iterdir()}
    assert files == {f"job-{number}.eml" for number in ids}
    assert set(states(sessions, "send_mail")) == {"done"}
    assert set(cases.mails(sessions).values()) == {1}


def test_what_was_not_committed_is_done_again_and_once(sessions, cast, folder):
    case = cases.request(sessions, cast)
    cases.approve(sessions, cast, case)
    with sessions.writing() as session:  # leave the clock's work alone
        for job in session.scalars(select(Job).where(Job.kind != "expire_introduction")):
            session.delete(job)
    kill(folder, "written")
    with sessions.reading() as session:
        assert session.get_one(Introduction, case).state == "approved"

    survive(folder, sessions, "written")

    with sessions.reading() as session:
        introduction = session.get_one(Introduction, case)
        trail = audit.trail(session, "introduction", introduction.reference)
        assert introduction.state == "expired"
        assert [e.action for e in trail].count("introduction.expire") == 1
        assert audit.verify(session).broken_id is None
    sent = {key[1] for key in cases.mails(sessions) if key[0] == "introduction_expired"}
    assert sent == {cast.asker.id, cast.answerer.id}
    assert set(cases.mails(sessions).values()) == {1}
