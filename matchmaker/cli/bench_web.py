"""Pages under load: a real server over a database with many listings and their matches."""

import datetime as dt
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.hashing import HashingEncoder
from matchmaker.cli import bench_load
from matchmaker.cli.bench_listings import write_listings
from matchmaker.cli.bench_load import Person
from matchmaker.importers import demonstration
from matchmaker.policies.actor import Actor
from matchmaker.services import users
from matchmaker.services.indexing import plan_index, write_index
from matchmaker.services.matching import MatchingEngine, plan_matches, write_matches
from models import Listing, Organization, schema
from models.session import Sessions, open_engine

_ROOT: Final = Path(__file__).resolve().parents[2]
_PASSWORD: Final = "only for this benchmark"  # noqa: S105 - gone with its database
_SEED: Final = 20260901
_WARM_UP_SECONDS: Final = 2


@dataclass(frozen=True, slots=True)
class WebRow:
    """A page under load: milliseconds, requests a second, MB of the largest web process."""

    page: str
    users: int
    think_ms: int
    requests: int
    errors: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    web_mb: float

    def as_dict(self) -> dict[str, float | str]:
        return asdict(self)


def run(*, listings: int, people: int, seconds: float, now: dt.datetime) -> Iterator[WebRow]:
    """The match page and, beside it, an almost empty page: people without and with a pause."""
    with TemporaryDirectory() as folder:
        emails = _fill(Path(folder), listings, people, now)
        with server(Path(folder)) as (port, pid):
            visitors = [_visitor(port, email, paths) for email, paths in emails.items()]
            plain = [Person(visitor.cookie, ("/healthz",)) for visitor in visitors]
            bench_load.run(port, visitors, seconds=_WARM_UP_SECONDS, think=0)
            for page, crowd, think in (
                ("matches", visitors, 1.0),
                ("matches", visitors, 0.0),
                ("healthz", plain, 0.0),
            ):
                answers = bench_load.run(port, crowd, seconds=seconds, think=think)
                yield _row(page, people, think, seconds, answers, pid)


def _fill(folder: Path, count: int, people: int, now: dt.datetime) -> dict[str, tuple[str, ...]]:
    """The database; e-mail address → match pages of somebody with listings."""
    engine = open_engine(f"sqlite:///{folder / 'matchmaker.db'}")
    schema.upgrade(engine)
    sessions, encoder = Sessions(engine), HashingEncoder()
    with sessions.writing() as session:
        owners = write_listings(session, demonstration.read(), count, seed=_SEED, now=now)
        for number, owner in enumerate(owners[:people]):
            users.add(
                session,
                Actor.operator(),
                email=f"visitor{number}@load.example",
                name=f"Visitor {number}",
                organization=owner,
                role="representative",
                password=_PASSWORD,
                now=now,
            )
    _match(sessions, encoder, now)
    with sessions.reading() as session:
        pages = {
            f"visitor{number}@load.example": _pages(session, owner)
            for number, owner in enumerate(owners[:people])
        }
    engine.dispose()
    return pages


def _pages(session: Session, owner: Organization) -> tuple[str, ...]:
    query = select(Listing.reference).where(Listing.organization_id == owner.id)
    return tuple(f"/listings/{reference}/matches" for reference in session.scalars(query))


def _match(sessions: Sessions, encoder: HashingEncoder, now: dt.datetime) -> None:
    engine = MatchingEngine(encoder.info)
    with sessions.reading() as session:
        ids = list(session.scalars(select(Listing.id)))
        index = plan_index(session, encoder, ids, now=now)
    with sessions.writing() as session:
        write_index(session, index)
    with sessions.reading() as session:
        matches = plan_matches(session, engine, encoder, None, now=now)
    with sessions.writing() as session:
        write_matches(session, matches)


def _visitor(port: int, email: str, paths: tuple[str, ...]) -> Person:
    return Person(bench_load.sign_in(port, email, _PASSWORD), paths)


@contextmanager
def server(folder: Path) -> Iterator[tuple[int, int]]:
    """The web server as ``scripts/run`` starts it, on a free port; ``(port, process id)``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "2", "--threads", "4"]
    process = subprocess.Popen(  # noqa: S603 - our own server, fixed arguments
        [*command, "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "wsgi:app"],
        cwd=_ROOT,
        env={"MATCHMAKER_DATA_DIR": str(folder)},
    )
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:  # what was measured is worth more than a quiet end
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise ConnectionError("the web server did not start")


def _row(
    page: str, people: int, think: float, seconds: float, answers: bench_load.Answers, pid: int
) -> WebRow:
    cuts = statistics.quantiles(answers.seconds, n=100)
    p50, p95, p99 = (round(1_000 * cuts[share - 1], 1) for share in (50, 95, 99))
    rate = round(len(answers.seconds) / seconds, 1)
    count, memory = len(answers.seconds), round(largest_mb(pid), 1)
    return WebRow(
        page, people, round(1_000 * think), count, answers.errors, rate, p50, p95, p99, memory
    )


def largest_mb(pid: int) -> float:
    """Resident memory of the largest of the server's processes (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max(_resident_mb(int(each)) for each in [pid, *map(int, children)])


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
