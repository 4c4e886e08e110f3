"""``kill -9`` between any two steps of the workflow loses nothing and sends nothing twice.

Every deed is killed before its first, second, … last write or commit. What a dead process has not
committed is as if it had never been; what it has committed is whole. Then a fresh worker, and the
person once more where the deed had not happened, bring about just what an undisturbed run does.
"""

import datetime as dt
import email
import hashlib
import multiprocessing
import shutil
import signal
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from matchmaker.services import job_queue
from models import Introduction, Job, Listing
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import NOW, make_capability, make_organization, make_user
from tests.faults.consistency import assert_consistent
from tests.faults.mortal import DEEDS, JOBS, Scene, die_at, work

#: Deed → what has happened before it, whether of three parties, and whether flagged.
STORIES: dict[str, tuple[str, str]] = {
    "request": ("", ""),
    "request of three": ("", "three"),
    "approve": ("request", ""),
    "pass on": ("request", "flagged"),
    "second approval": ("request approve", "flagged"),
    "refuse": ("request", ""),
    "ask information": ("request", ""),
    "give information": ("request ask_information", ""),
    "appeal": ("request refuse", ""),
    "first of two consents": ("request approve", "three"),
    "last of two consents": ("request approve consent", "three"),
    "release": ("request approve", ""),
    "decline": ("request approve", ""),
    "withdraw": ("request approve", ""),
    "remind": ("request approve", ""),
    "expire": ("request approve", ""),
    "mail": ("request approve", ""),
}
_DEED = {
    "request of three": "request",
    "pass on": "approve",
    "second approval": "approve_second",
    "ask information": "ask_information",
    "give information": "give_information",
    "first of two consents": "consent",
    "last of two consents": "consent_third",
    "release": "consent",
}
#: The clock of the undisturbed end: past every lease, and before what is not to come yet.
_CLOCK = {"remind": dt.timedelta(days=7), "expire": dt.timedelta(days=14)}
#: A copy of this process has loaded all that it needs, and opens the database itself.
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def stage(database: Path, sessions: Sessions, cast: Cast):
    """Makes the scene of a story, all that comes before the deed done in it."""

    def make(before: str, kind: str) -> Scene:
        with sessions.writing() as session:
            listings = [cast.need.id, cast.offer.id]
            institute = make_organization(session, name="Third", type="institute", sectors=[])
            third = make_user(session, institute, role="representative", name="Tove Third")
            if kind == "three":
                listings.append(make_capability(session, institute).id)
            if kind == "flagged":
                session.get_one(Listing, cast.offer.id).dual_use_listed = True
        people = {name: getattr(cast, name).id for name in ("asker", "answerer", "officer")}
        people |= {"approver": cast.approver.id, "third": third.id}
        scene = Scene(database.parent, people, tuple(listings))
        for deed in before.split():
            DEEDS[deed](scene, sessions)
        with sessions.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        sessions.engine.dispose()
        return scene

    return make


def copy_of(scene: Scene, folder: Path) -> Scene:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(scene.database, folder)
    return Scene(folder, scene.people, scene.listings)


def content(scene: Scene) -> str:
    """The same for the same rows."""
    with sqlite3.connect(scene.database) as connection:
        lines = "\n".join(connection.iterdump())
    connection.close()
    return hashlib.sha256(lines.encode()).hexdigest()


def kill(scene: Scene, deed: str, deadly: int) -> bool:
    """Whether the deed's process has died; the other end is that it has done everything."""
    process = FORK.Process(target=die_at, args=(scene, deed, deadly))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def end(scene: Scene, story: str) -> tuple[str, Counter[tuple[str, int]], Counter[str]]:
    """What a fresh worker makes of it: the state, the mails by reader, the log's steps."""
    sessions = scene.sessions()
    at = NOW + _CLOCK.get(story, dt.timedelta()) + job_queue.LEASE + dt.timedelta(minutes=1)
    work(scene, sessions, JOBS, at)
    with sessions.reading() as session:
        assert_consistent(session)
        mails = list(session.scalars(select(Job).where(Job.kind == "send_mail")))
        assert {mail.state for mail in mails} <= {"done"}
        messages = [email.message_from_bytes(f.read_bytes()) for f in _outbox(scene)]
        ids = [message["Message-ID"] for message in messages]
        assert sorted(ids) == sorted(f"<job-{mail.id}@matchmaker.example>" for mail in mails)
        told = Counter((mail.payload["template"], mail.payload["user_id"]) for mail in mails)
        states = session.scalars(select(Introduction.state)).all()
    with sqlite3.connect(scene.database) as connection:
        steps = Counter(row[0] for row in connection.execute("SELECT action FROM audit_events"))
    connection.close()
    sessions.engine.dispose()
    return ",".join(states), told, steps


def _outbox(scene: Scene) -> list[Path]:
    return list((scene.folder / "outbox").glob("*"))


@pytest.mark.parametrize("story", STORIES)
def test_a_deed_killed_between_any_two_steps_is_whole_or_was_never(stage, tmp_path, story) -> None:
    before, kind = STORIES[story]
    deed = _DEED.get(story, story)
    scene = stage(before, kind)
    start = content(scene)
    undisturbed = copy_of(scene, tmp_path / "undisturbed")
    DEEDS[deed](undisturbed, undisturbed.sessions())
    expected = end(undisturbed, story)
    seen = set()
    for deadly in range(1, 500):
        attempt = copy_of(scene, tmp_path / "attempt")
        died = kill(attempt, deed, deadly)
        found = content(attempt)
        if found == start and (start in seen or not died) and not _outbox(attempt):
            continue
        seen.add(found)
        if found == start and deed not in ("remind", "expire", "mail"):
            DEEDS[deed](attempt, attempt.sessions())  # who saw no answer tries once more
        assert end(attempt, story) == expected, deadly
        if not died:
            break
    assert not died
    assert deadly > 3
