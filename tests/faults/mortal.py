"""Deeds in a process that is killed before its n-th step at the database.

A step is a statement that writes, or a commit: what only reads leaves nothing that could differ.
Nothing here is told of the end: the process is gone as after a
power cut, in the middle of whatever it did.
"""

import datetime as dt
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from matchmaker.config import Config
from matchmaker.jobs.context import Context
from matchmaker.jobs.mail import OutboxMailer
from matchmaker.jobs.registry import HANDLERS
from matchmaker.jobs.worker import Worker
from matchmaker.policies.actor import Actor
from matchmaker.services import introduction_appeals, introduction_requests, introductions
from matchmaker.services.introduction_requests import Request
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.sign_in import actor_of
from matchmaker.workflow.introductions import ANSWER_TIME, REMINDERS
from models import Introduction, Listing, User
from models.session import Sessions, open_engine
from tests.factories.cast import TICKED
from tests.factories.listings import NOW

CONTENT: Final = Request(("licence",), "", "A steelworks.")
JOBS: Final = ("remind_introduction", "expire_introduction", "send_mail")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a deed happens; ``people`` and ``listings`` are ids by their part in the cast."""

    folder: Path
    people: Mapping[str, int]
    listings: tuple[int, ...]

    @property
    def database(self) -> Path:
        return self.folder / "matchmaker.db"

    def sessions(self) -> Sessions:
        return Sessions(open_engine(f"sqlite:///{self.database}"))


def work(scene: Scene, sessions: Sessions, kinds: tuple[str, ...], at: dt.datetime) -> None:
    """What is due of these kinds, as the worker does it."""
    context = Context(
        clock=lambda: at,
        mailer=OutboxMailer(scene.folder / "outbox"),
        render=lambda name, **_values: f"{name}\nA text.",
        base_url=Config.base_url,
        engine=MatchingEngine(None),
        encoder=None,
        link_key="a key for tests, as long as it has to be",
        data_dir=scene.folder,
    )
    Worker(sessions, context, {kind: HANDLERS[kind] for kind in kinds}).drain()


def _key(who: str, turn: Callable[[Session, Actor, Introduction], Any]) -> Callable[..., None]:
    """One key of the one case, turned in one transaction."""

    def deed(scene: Scene, sessions: Sessions) -> None:
        with sessions.writing() as session:
            actor = actor_of(session.get_one(User, scene.people[who]))
            turn(session, actor, session.scalars(select(Introduction)).one())

    return deed


def _request(scene: Scene, sessions: Sessions) -> None:
    with sessions.writing() as session:
        asking, *others = (session.get_one(Listing, each) for each in scene.listings)
        actor = actor_of(session.get_one(User, scene.people["asker"]))
        introduction_requests.request_all(session, actor, asking, others, CONTENT, now=NOW)


def _decide(action: str) -> Callable[[Session, Actor, Introduction], Any]:
    said = {} if action == "approve" else {"rule": "no_fit", "reason": "No."}
    if action == "ask_information":
        said = {"reason": "What?"}
    return lambda s, a, i: introductions.decide(s, a, i, action, checklist=TICKED, now=NOW, **said)


def _worker(kinds: tuple[str, ...], at: dt.datetime) -> Callable[..., None]:
    return lambda scene, sessions: work(scene, sessions, kinds, at)


DEEDS: Final[Mapping[str, Callable[[Scene, Sessions], None]]] = {
    "request": _request,
    "approve": _key("officer", _decide("approve")),
    "approve_second": _key("approver", _decide("approve")),
    "refuse": _key("officer", _decide("refuse")),
    "ask_information": _key("officer", _decide("ask_information")),
    "give_information": _key(
        "asker",
        lambda s, a, i: introduction_requests.give_information(s, a, i, CONTENT, now=NOW),
    ),
    "appeal": _key(
        "asker", lambda s, a, i: introduction_appeals.appeal(s, a, i, reason="Again.", now=NOW)
    ),
    "consent": _key("answerer", lambda s, a, i: introductions.consent(s, a, i, now=NOW)),
    "consent_third": _key("third", lambda s, a, i: introductions.consent(s, a, i, now=NOW)),
    "decline": _key(
        "answerer", lambda s, a, i: introductions.decline(s, a, i, reason="terms", now=NOW)
    ),
    "withdraw": _key("asker", lambda s, a, i: introductions.withdraw(s, a, i, now=NOW)),
    "remind": _worker(("remind_introduction",), NOW + REMINDERS[0]),
    "expire": _worker(("expire_introduction",), NOW + ANSWER_TIME),
    "mail": _worker(("send_mail",), NOW),
}


def die_at(scene: Scene, name: str, deadly: int) -> None:
    """Do the deed, and die before its ``deadly``-th step at the database."""
    sessions, steps = scene.sessions(), 0

    def step(*_args: Any) -> None:
        nonlocal steps
        steps += 1
        if steps == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(_connection: Any, _cursor: Any, words: str, *_more: Any) -> None:
        if not words.startswith("SELECT"):
            step()

    event.listen(sessions.engine, "before_cursor_execute", statement)
    event.listen(sessions.engine, "commit", step)
    DEEDS[name](scene, sessions)
