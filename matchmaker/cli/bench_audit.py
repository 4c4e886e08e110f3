"""The audit log at a million events: the walk of the chain, and a page of each kind of filter."""

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from sqlalchemy import insert
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor, Role
from matchmaker.services import audit, audit_heads, audit_log
from matchmaker.services.audit_chain import GENESIS, Link, digest
from matchmaker.services.audit_log import Filters
from matchmaker.services.audit_query import Place
from matchmaker.services.audit_words import WORDS
from models import AuditEvent, schema
from models.session import Sessions, open_engine

T = TypeVar("T")
_SEED: Final = 20261123
_BATCH: Final = 20_000
_READER: Final = Actor("user", 1, roles=(Role(1, "Secretariat", "secretariat", "auditor"),))
#: Common and rare ones, as in life: a few kinds of events make most of the log.
_WEIGHTS: Final = [1_000 if number % 8 == 0 else 30 for number in range(len(WORDS))]
_FEW: Final = 50  # events since the last walk


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Milliseconds of one question to the log, asked ``times`` times."""

    question: str
    events: int
    times: int
    p50_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, float | str]:
        return asdict(self)


def run(*, events: int, times: int, now: dt.datetime) -> Iterator[AuditRow]:
    """Every question to a log of ``events`` rows in a database of its own."""
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'matchmaker.db'}")
        schema.upgrade(engine)
        sessions = Sessions(engine)
        _fill(sessions, events, now)
        with sessions.writing() as session:
            seconds, found = _timed(lambda: audit.verify(session))
            audit_heads.keep(session, found, now=now)
        yield AuditRow("whole chain walked", events, 1, seconds * 1_000, seconds * 1_000)
        with sessions.writing() as session:
            for _ in range(_FEW):
                audit.record(session, _READER, "user.signed_in", "user", "user:1", now=now)
        for question, ask in _questions(events, now).items():
            yield _measure(sessions, question, ask, events, times)
        engine.dispose()


def _fill(sessions: Sessions, events: int, now: dt.datetime) -> None:
    chance = random.Random(_SEED)  # noqa: S311 - a reproducible mixture, no secret
    previous, start = GENESIS, now - dt.timedelta(seconds=30 * events)
    for first in range(1, events + 1, _BATCH):
        rows = []
        for number in range(first, min(first + _BATCH, events + 1)):
            link = _link(chance, number, start + dt.timedelta(seconds=30 * number), previous)
            previous = digest(link)
            rows.append({**link._asdict(), "hash": previous})
        with sessions.writing() as session:
            session.execute(insert(AuditEvent), rows)


def _link(chance: random.Random, number: int, at: dt.datetime, previous: str) -> Link:
    (action,) = chance.choices(list(WORDS), _WEIGHTS)
    noun = action.partition(".")[0]
    role = chance.choices(("representative", "officer", "worker", "auditor"), (60, 25, 14, 1))[0]
    actor = "worker" if role == "worker" else f"user:{int(chance.paretovariate(0.7)) % 5_000}"
    subject = f"{noun}:{int(chance.paretovariate(0.4)) % 100_000}"
    details = {"from": "requested", "to": "approved", "rules": "2026-11", "flags": []}
    return Link(number, at, actor, role, action, noun, subject, details, previous, "")


def _questions(events: int, now: dt.datetime) -> dict[str, Callable[[Session], object]]:
    """The page's parts: the chain's state, and the newest events of each kind of filter."""
    long_ago = (now - dt.timedelta(seconds=30 * (events - 1))).date()
    day = long_ago + dt.timedelta(days=3)
    filters = {
        "everything": Filters(),
        "a group": Filters(action="introduction"),
        "a common action": Filters(action="user.signed_in"),
        "a rare action": Filters(action="ranking.roll_back"),
        "a rare role": Filters(role="auditor"),
        "a role and a group": Filters(role="auditor", action="sign_in"),
        "a busy person": Filters(person="user:1"),
        "a busy person and a group": Filters(person="user:1", action="ranking"),
        "a subject": Filters(subject="listing:1"),
        "a day long ago": Filters(first=day, last=day),
        "all days and a rare action": Filters(first=long_ago, action="ranking.roll_back"),
    }
    asked: dict[str, Callable[[Session], object]] = {
        # mypy infers no type for the default that binds each filter to its own function
        name: lambda session, its=its: audit_log.read(session, _READER, its)  # type: ignore[misc]
        for name, its in filters.items()
    }
    return asked | {
        "the chain's state": audit_heads.state,
        "a page in the middle": lambda session: audit_log.read(
            session, _READER, Filters(), Place(before=events // 2)
        ),
        "the story of a subject": lambda session: audit_log.story(
            session, _READER, "listing", "listing:7"
        ),
        "a download": lambda session: audit_log.rows(
            session, _READER, Filters(action="introduction")
        ),
    }


def _measure(
    sessions: Sessions, question: str, ask: Callable[[Session], object], events: int, times: int
) -> AuditRow:
    seconds = []
    for _ in range(times):
        with sessions.reading() as session:
            seconds.append(_timed(lambda: ask(session))[0])
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return AuditRow(question, events, times, round(1_000 * cuts[9], 1), round(1_000 * cuts[18], 1))


def _timed(ask: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    answer = ask()
    return time.perf_counter() - start, answer
