"""Ten thousand random tamperings of a chain, every one of them found."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import text

from matchmaker.policies.actor import Actor
from matchmaker.services import audit
from matchmaker.services.audit_chain import GENESIS, Head, Link, digest, walk
from models.session import Sessions
from tests.factories.listings import NOW

ROWS: Final = 300
TAMPERINGS: Final = 10_000
_FIELDS: Final = tuple(name for name in Link._fields if name != "id")

Tampering = Callable[[random.Random, list[Link]], None]


def chain(rows: int = ROWS) -> list[Link]:
    """A log of several people, actions and kinds of details."""
    links: list[Link] = []
    previous = GENESIS
    for number in range(1, rows + 1):
        link = Link(
            number,
            NOW + dt.timedelta(minutes=number),
            f"user:{number % 7}",
            ("officer", "representative")[number % 2],
            ("introduction.approve", "listing.publish", "user.signed_in")[number % 3],
            "introduction",
            f"IN-{number % 40:08}",
            {"flags": ["competition"] * (number % 3), "note": f"Grüße {number}", "n": number},
            previous,
            "",
        )
        previous = digest(link)
        links.append(link._replace(hash=previous))
    return links


def sealed(links: list[Link], start: int) -> None:
    """Fitting hashes from ``start`` on, as who knows the program would write them."""
    previous = links[start - 1].hash if start else GENESIS
    for at in range(start, len(links)):
        link = links[at]._replace(id=at + 1, previous_hash=previous, hash="")
        previous = digest(link)
        links[at] = link._replace(hash=previous)


def changed(chance: random.Random, value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=chance.choice((-1, 1)) * chance.randint(1, 10**9))
    if isinstance(value, dict):
        key = chance.choice([*value, "new"])
        return {**value, key: chance.random()}
    at = chance.randrange(len(value) + 1)
    return value[:at] + chance.choice("xyz") + value[at + chance.randrange(2) :]


def edit(chance: random.Random, links: list[Link]) -> None:
    at, field = chance.randrange(len(links)), chance.choice(_FIELDS)
    links[at] = links[at]._replace(**{field: changed(chance, getattr(links[at], field))})


def edit_and_rehash(chance: random.Random, links: list[Link]) -> None:
    """The row's own hash fits again; the next row's, or the head, does not."""
    at, field = chance.randrange(len(links)), chance.choice(_FIELDS[:7])
    link = links[at]._replace(**{field: changed(chance, getattr(links[at], field))})
    links[at] = link._replace(hash=digest(link))


def rewrite(chance: random.Random, links: list[Link]) -> None:
    """A row is changed and everything behind it written anew: only the head shows it."""
    at, field = chance.randrange(len(links)), chance.choice(_FIELDS[:7])
    links[at] = links[at]._replace(**{field: changed(chance, getattr(links[at], field))})
    sealed(links, at)


def delete(chance: random.Random, links: list[Link]) -> None:
    del links[chance.randrange(len(links))]
    if chance.random() < 0.5:  # numbered anew, so that no number is missing
        links[:] = [link._replace(id=number) for number, link in enumerate(links, 1)]


def swap(chance: random.Random, links: list[Link]) -> None:
    one, other = chance.sample(range(len(links)), 2)
    links[one], links[other] = links[other], links[one]
    if chance.random() < 0.5:
        for at in (one, other):
            links[at] = links[at]._replace(id=at + 1)


def insert(chance: random.Random, links: list[Link]) -> None:
    """Before the end: behind it, what fits is a new event like any other."""
    at = chance.randrange(len(links))
    previous = links[at - 1].hash if at else GENESIS
    link = chance.choice(links)._replace(id=at + 1, previous_hash=previous)
    links.insert(at, link._replace(hash=digest(link)))
    if chance.random() < 0.5:
        links[:] = [link._replace(id=number) for number, link in enumerate(links, 1)]


def truncate(chance: random.Random, links: list[Link]) -> None:
    del links[chance.randrange(len(links)) :]


TAMPERINGS_BY_KIND: Final[tuple[Tampering, ...]] = (
    *(edit, edit_and_rehash, rewrite, delete, swap, insert, truncate),
)


def test_ten_thousand_random_tamperings_are_all_found() -> None:
    whole, chance = chain(), random.Random(20261123)
    head = Head(NOW.date(), ROWS, whole[-1].hash)
    assert walk(whole, heads=[head]).holds
    missed = []
    for number in range(TAMPERINGS):
        kind = TAMPERINGS_BY_KIND[number % len(TAMPERINGS_BY_KIND)]
        # a tampered chain is walked from where it first differs: what stands before holds
        links = list(whole)
        kind(chance, links)
        start = _first_difference(whole, links)
        before = links[start - 1].hash if start else GENESIS
        if walk(links[start:], rows=start, head=before, heads=[head]).holds:
            missed.append((number, kind.__name__))
    assert missed == []


def _first_difference(whole: list[Link], links: list[Link]) -> int:
    pairs = enumerate(zip(whole, links, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(whole), len(links)))


def test_what_was_added_honestly_after_a_head_still_meets_it() -> None:
    whole = chain()
    heads = [Head(NOW.date(), rows, whole[rows - 1].hash) for rows in (1, 100, 299)]
    found = walk(whole, heads=[*heads, Head(NOW.date(), 0, GENESIS)])
    assert found.holds
    assert (found.rows, found.head) == (ROWS, whole[-1].hash)


def test_a_log_written_anew_loses_every_head_behind_the_change() -> None:
    links = chain()
    heads = [Head(NOW.date(), rows, links[rows - 1].hash) for rows in (50, 150, 250)]
    links[99] = links[99]._replace(actor="somebody else")
    sealed(links, 99)
    found = walk(links, heads=heads)
    assert (found.broken_id, found.lost) == (None, tuple(heads[1:]))


@pytest.fixture
def log(sessions: Sessions) -> Sessions:
    """Forty events in a database without its triggers."""
    with sessions.writing() as session:
        for number in range(40):
            audit.record(
                session, Actor.operator(), "test", "thing", f"T-{number}", now=NOW, details={"n": 1}
            )
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_events_no_{verb}"))
    return sessions


def _statements(chance: random.Random) -> list[str]:
    """A tampering in SQL; several statements where an id has to make room."""
    row, other = chance.sample(range(1, 41), 2)
    column = chance.choice(["actor", "role", "action", "subject_type", "subject_reference"])
    odd = chance.choice(["'no time'", "X'00ff'", "'2020-01-01 00:00:00.000000'"])
    copied = "at, actor, role, action, subject_type, subject_reference, details, previous_hash"
    return chance.choice(
        [
            [f"UPDATE audit_events SET {column} = {column} || 'x' WHERE id = {row}"],
            [f"UPDATE audit_events SET {column} = X'00ff' WHERE id = {row}"],
            [f"UPDATE audit_events SET at = {odd} WHERE id = {row}"],
            [f"UPDATE audit_events SET details = '{chance.choice(['{', '[]', '{}'])}'"],
            [f"UPDATE audit_events SET hash = '{chance.random()}' WHERE id = {row}"],
            [f"UPDATE audit_events SET previous_hash = 'x' WHERE id = {row}"],
            [f"UPDATE audit_events SET id = -{row} WHERE id = {row}"],
            [f"DELETE FROM audit_events WHERE id = {row}"],
            [f"DELETE FROM audit_events WHERE id >= {row}"],
            [
                f"UPDATE audit_events SET id = 1000 WHERE id = {row}",
                f"UPDATE audit_events SET id = {row} WHERE id = {other}",
                f"UPDATE audit_events SET id = {other} WHERE id = 1000",
            ],
            [
                f"INSERT INTO audit_events (id, {copied}, hash) "
                f"SELECT 41, {copied}, 'x' FROM audit_events WHERE id = {row}"
            ],
        ]
    )


def test_tamperings_in_the_database_are_all_found(log: Sessions) -> None:
    chance = random.Random(7)
    with log.reading() as session:
        head = Head(NOW.date(), 40, audit.verify(session).head)
    for _ in range(300):
        statements = _statements(chance)
        with log.reading() as session:  # nothing of it is kept
            for statement in statements:
                session.execute(text(statement))
            assert not audit.verify(session, [head]).holds, statements
    with log.reading() as session:
        assert audit.verify(session, [head]).holds


def test_the_database_refuses_to_change_the_log(sessions: Sessions) -> None:
    with sessions.reading() as session:
        audit.record(session, Actor.operator(), "test", "thing", "T-1", now=NOW)
        for statement in ("UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"):
            with pytest.raises(Exception, match="append-only"):
                session.execute(text(statement))
