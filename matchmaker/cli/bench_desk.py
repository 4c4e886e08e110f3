"""The secretariat's pages over a large market: a real server, an officer, one page at a time."""

import datetime as dt
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from matchmaker.cli import bench_load
from matchmaker.cli.bench_desk_data import Size, fill
from matchmaker.cli.bench_web import server
from matchmaker.policies.actor import Actor
from matchmaker.services import desk_figures, desk_store, users
from models import Organization, schema
from models.session import Sessions, open_engine

__all__ = ["DeskRow", "Size", "run"]
_EMAIL: Final = "officer@bench.example"
_PASSWORD: Final = "only for this benchmark"  # noqa: S105 - gone with its database
_SEED: Final = 20261123
_DESK: Final = "/secretariat"
#: What an officer opens: each page as it comes, and the lists behind its largest numbers.
_PAGES: Final = (
    "/",
    _DESK,
    f"{_DESK}/market",
    f"{_DESK}/market?region=south_asia&side=supply",
    f"{_DESK}/market/listings?side=supply&sector=steel&trl=7-9",
    f"{_DESK}/market/listings?side=demand&sector=steel&trl=4-6&region=south_asia",
    f"{_DESK}/unmatched",
    f"{_DESK}/unmatched?kind=need&sector=steel",
    f"{_DESK}/unmatched?weak=1&page=40",
    f"{_DESK}/unmatched/ND-00000002",
    f"{_DESK}/never-shown",
    f"{_DESK}/never-shown?days=0&kind=offer&page=40",
    f"{_DESK}/funnel",
    f"{_DESK}/funnel?from=2025-01",
    f"{_DESK}/funnel/cases?step=introduced&page=20",
    f"{_DESK}/funnel/cases?left=approved",
    f"{_DESK}/funnel/cases?reason=terms",
    f"{_DESK}/funnel/shown",
    f"{_DESK}/funnel/shown?page=100",
    f"{_DESK}/organizations",
    f"{_DESK}/organizations?sort=slow&page=20",
    f"{_DESK}/organizations/ORG-00000002",
    f"{_DESK}/organizations/ORG-00000002/shown",
    f"{_DESK}/feedback",
    f"{_DESK}/feedback/answers?answer=interesting&band=gone",
    f"{_DESK}/outcomes",
    f"{_DESK}/outcomes/cases?stage=met",
    f"{_DESK}/sanctions",
    f"{_DESK}/questions",
    f"{_DESK}/milestones",
    f"{_DESK}/reports",
    "/introductions",
    "/audit",
    "/country?code=IN",
)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A page, or a step before it: milliseconds. ``errors``: answers other than 200."""

    page: str
    times: int
    errors: int
    p50_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, float | str]:
        return asdict(self)


def run(size: Size, *, rounds: int, now: dt.datetime) -> Iterator[DeskRow]:
    """Filling, counting, then every page ``rounds`` times, in turn, after two for warming up."""
    with TemporaryDirectory() as folder:
        yield from _prepare(Path(folder), size, now)
        with server(Path(folder)) as (port, _pid):
            cookie = bench_load.sign_in(port, _EMAIL, _PASSWORD)
            seconds: dict[str, list[float]] = {path: [] for path in _PAGES}
            errors = dict.fromkeys(_PAGES, 0)
            for turn in range(-2, rounds):
                for path in _PAGES:
                    status, spent = bench_load.fetch(port, path, cookie)
                    errors[path] += status != 200
                    if turn >= 0:
                        seconds[path].append(spent)
        yield from (_row(path, found, errors[path]) for path, found in seconds.items())


def _prepare(folder: Path, size: Size, now: dt.datetime) -> Iterator[DeskRow]:
    """The database with its figures; yields how long it took to write and to count."""
    engine = open_engine(f"sqlite:///{folder / 'matchmaker.db'}")
    schema.upgrade(engine)
    sessions = Sessions(engine)
    start = time.perf_counter()
    with sessions.writing() as session:
        fill(session, size, seed=_SEED, now=now)
        secretariat = Organization(
            name="Secretariat", type="secretariat", country="SE", created_at=now
        )
        session.add(secretariat)
        session.flush()
        users.add(
            session,
            Actor.operator(),
            email=_EMAIL,
            name="Officer",
            organization=secretariat,
            role="officer",
            password=_PASSWORD,
            now=now,
        )
    written = time.perf_counter()
    with sessions.reading() as session:
        figures = desk_figures.count(session, now=now)
    counted = time.perf_counter()
    with sessions.writing() as session:
        desk_store.write(session, figures, now=now)
    engine.dispose()
    yield _row("(writing the database)", [written - start], 0)
    yield _row("(counting all figures)", [counted - written], 0)


def _row(page: str, seconds: list[float], errors: int) -> DeskRow:
    """The 95th percentile by interpolation between the two nearest; of one time it is the time."""
    p50 = statistics.median(seconds)
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1] if seconds[1:] else p50
    return DeskRow(page, len(seconds), errors, round(1_000 * p50, 1), round(1_000 * p95, 1))
