"""Browsing under load: a real server over a large market, people with a pause between pages."""

import datetime as dt
import random
import statistics
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import func, select

from matchmaker.cli import bench_load
from matchmaker.cli.bench_browse_data import fill
from matchmaker.cli.bench_load import Person
from matchmaker.cli.bench_web import largest_mb, server
from matchmaker.importers import demonstration
from matchmaker.policies.actor import Actor
from matchmaker.services import listing_search, users
from matchmaker.services.browse import PER_PAGE
from models import Listing, Organization, schema
from models import vocabulary as v
from models.session import Sessions, open_engine

_PASSWORD: Final = "only for this benchmark"  # noqa: S105 - gone with its database
_SEED: Final = 20261123
_THINK: Final = 1.0  # seconds between two pages of one person
_EACH: Final = 6  # addresses of each kind that one person has
_WORDS: Final = ("hydrogen", "slag", "heat", "kiln", "furnace", "steel", "carbon", "gas", "scrap")
_KINDS: Final = ("first", "sorted", "deep", "words", "facets", "both", "map", "listing")
#: Page → milliseconds and whether it was answered.
Asked = tuple[str, float, int]


@dataclass(frozen=True, slots=True)
class BrowseRow:
    """A kind of page: milliseconds, MB of the largest web process.

    ``cold`` are the first pages of a new server, one for each person. ``changing``: a listing is
    edited every second meanwhile.
    """

    page: str
    users: int
    changing: bool
    requests: int
    errors: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    web_mb: float

    def as_dict(self) -> dict[str, float | str]:
        return asdict(self)


def run(
    folder: Path, *, listings: int, people: int, seconds: float, now: dt.datetime
) -> Iterator[BrowseRow]:
    """Cold, then everybody over all kinds of pages; first over a still market, then a changing one.

    A database of so many listings that lies in ``folder`` already is used again.
    """
    sessions = _prepare(folder, listings, people, now)
    with server(folder) as (port, pid):
        cookies = [bench_load.sign_in(port, _email(n), _PASSWORD) for n in range(people)]
        cold = [_fetch(port, "/listings", cookie) for cookie in cookies]
        yield _row("cold", people, False, cold, pid)
        kinds = _addresses(sessions, listings)
        crowd = [Person(cookie, _turns(kinds, n)) for n, cookie in enumerate(cookies)]
        kind_of = {path: kind for kind, paths in kinds.items() for path in paths}
        yield from _measured(port, pid, crowd, kind_of, seconds, changing=False)
        with _edits(sessions, listings):
            yield from _measured(port, pid, crowd, kind_of, seconds, changing=True)
    sessions.engine.dispose()


def _prepare(folder: Path, count: int, people: int, now: dt.datetime) -> Sessions:
    engine = open_engine(f"sqlite:///{folder / 'matchmaker.db'}")
    schema.upgrade(engine)
    sessions = Sessions(engine)
    with sessions.reading() as session:
        held = session.scalar(select(func.count()).select_from(Listing)) or 0
    if held != count:
        with sessions.writing() as session:
            fill(session, demonstration.read(), count, seed=_SEED, now=now)
            for number in range(people):
                users.add(
                    session,
                    Actor.operator(),
                    email=_email(number),
                    name=f"Visitor {number}",
                    organization=session.get_one(Organization, number + 1),
                    role="representative",
                    password=_PASSWORD,
                    now=now,
                )
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    return sessions


def _email(number: int) -> str:
    return f"visitor{number}@load.example"


def _addresses(sessions: Sessions, listings: int) -> dict[str, list[str]]:
    """Kind of page → addresses, many different ones so that nothing is answered from memory."""
    chance = random.Random(_SEED)  # noqa: S311 - a reproducible mixture, no secret
    with sessions.reading() as session:
        references = list(session.scalars(select(Listing.reference).limit(2_000)))
    return {
        "first": ["/listings"],
        "sorted": [_path(sort=sort) for sort in ("title", "trl", "valid_until")],
        "deep": [_path(page=chance.randint(2, listings // PER_PAGE)) for _ in range(200)],
        "words": [_path(q=_words(chance)) for _ in range(200)],
        "facets": [_path(**_codes(chance)) for _ in range(200)],
        "both": [_path(q=_words(chance), **_codes(chance)) for _ in range(200)],
        "map": [f"/listings/map?{urlencode(_codes(chance), doseq=True)}" for _ in range(50)],
        "listing": [
            f"/listings/{one}" for one in chance.sample(references, min(200, len(references)))
        ],
    }


def _path(**values: object) -> str:
    return "/listings?" + urlencode(values, doseq=True)


def _words(chance: random.Random) -> str:
    return " ".join(chance.sample(_WORDS, chance.choice((1, 1, 2, 3))))


def _codes(chance: random.Random) -> dict[str, object]:
    every = {
        "sector": list(v.SECTORS),
        "technology": list(v.TECHNOLOGIES),
        "trl": ["1-3", "4-6", "7-9"],
        "region": list(v.REGIONS),
        "kind": list(v.LISTING_KINDS),
        "language": ["en", "de", "hi"],
        "expiring": ["30"],
    }
    chosen = chance.sample(sorted(every), chance.choice((1, 2, 3)))
    return {facet: chance.sample(every[facet], 1) for facet in chosen}


def _turns(kinds: dict[str, list[str]], number: int) -> tuple[str, ...]:
    """All kinds in turn; everybody begins with another one and has other addresses."""
    chance = random.Random(number)  # noqa: S311 - a reproducible mixture, no secret
    order = _KINDS[number % len(_KINDS) :] + _KINDS[: number % len(_KINDS)]
    return tuple(chance.choice(kinds[kind]) for _ in range(_EACH) for kind in order)


def _measured(
    port: int,
    pid: int,
    crowd: Sequence[Person],
    kind_of: dict[str, str],
    seconds: float,
    *,
    changing: bool,
) -> Iterator[BrowseRow]:
    asked = bench_load.run(port, crowd, seconds=seconds, think=_THINK).asked
    for kind in _KINDS:
        yield _row(kind, len(crowd), changing, [a for a in asked if kind_of[a[0]] == kind], pid)
    yield _row("all", len(crowd), changing, asked, pid)


@contextmanager
def _edits(sessions: Sessions, listings: int) -> Iterator[None]:
    """While it is open a listing gets another title every second, as an owner would edit it."""
    stop = threading.Event()

    def edit() -> None:
        chance = random.Random(_SEED)  # noqa: S311 - a reproducible mixture, no secret
        while not stop.wait(1.0):
            with sessions.writing() as session:
                listing = session.get_one(Listing, chance.randint(1, listings))
                listing.title = f"{' '.join(chance.sample(_WORDS, 4))} edited"
                session.flush()
                listing_search.put(session, listing)

    thread = threading.Thread(target=edit)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _fetch(port: int, path: str, cookie: str) -> Asked:
    status, spent = bench_load.fetch(port, path, cookie)
    return path, spent, status


def _row(page: str, people: int, changing: bool, asked: Sequence[Asked], pid: int) -> BrowseRow:
    spans = [spent for _, spent, _ in asked]
    # One page alone has no quantiles, and is all of them.
    cuts = statistics.quantiles(spans * (2 if len(spans) == 1 else 1), n=100, method="inclusive")
    p50, p95, p99 = (round(1_000 * cuts[share - 1], 1) for share in (50, 95, 99))
    errors = sum(status != 200 for _, _, status in asked)
    memory = round(largest_mb(pid), 1)
    return BrowseRow(page, people, changing, len(asked), errors, p50, p95, p99, memory)
