"""The inbox of an organization with very many matches: a real server, one page at a time."""

import datetime as dt
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from matchmaker.cli import bench_load
from matchmaker.cli.bench_inbox_data import GIANT, Size, fill
from matchmaker.cli.bench_web import server
from matchmaker.importers import demonstration
from matchmaker.policies.actor import Actor
from matchmaker.services import users
from models import Match, Organization, schema
from models.session import Sessions, open_engine

__all__ = ["InboxRow", "Size", "run"]
_EMAIL: Final = "giant@load.example"
_PASSWORD: Final = "only for this benchmark"  # noqa: S105 - gone with its database
_SEED: Final = 20261123
#: The processes and threads of the server, with some to spare, have all answered once.
_WARMING: Final = 6
_PAGES: Final = (
    "/matches",
    "/matches?page=40",
    "/matches?sort=newest",
    "/matches?band=all&page=600",
    "/matches?kind=capability",
    "/matches?band=strong&kind=offer&sort=newest",
    "/matches?listing=OF-00000001",
    "/matches?tab=interesting&sort=answered",
    "/matches?tab=waiting",
    "/matches?tab=done&page=20",
    "/",
)
_FILES: Final = ("/matches/export.xlsx?band=all", "/matches/export.pdf?band=all")
#: A file takes longer, and always the same way.
_FILE_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A page or file: milliseconds. ``errors``: answers other than 200."""

    page: str
    matches: int
    times: int
    errors: int
    p50_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, float | str]:
        return asdict(self)


def run(folder: Path, size: Size, *, rounds: int, now: dt.datetime) -> Iterator[InboxRow]:
    """Every page ``rounds`` times, in turn, after some for warming up; then the files.

    A database that lies in ``folder`` already is used again.
    """
    matches = _prepare(folder, size, now)
    with server(folder) as (port, _pid):
        cookie = bench_load.sign_in(port, _EMAIL, _PASSWORD)
        asked: dict[str, list[tuple[int, float]]] = {path: [] for path in (*_PAGES, *_FILES)}
        for turn in range(-_WARMING, rounds):
            for path in _PAGES + (_FILES if 0 <= turn < _FILE_ROUNDS else ()):
                found = bench_load.fetch(port, path, cookie)
                if turn >= 0:
                    asked[path].append(found)
    yield from (_row(path, matches, found) for path, found in asked.items())


def _prepare(folder: Path, size: Size, now: dt.datetime) -> int:
    """The database; how many matches the giant has."""
    engine = open_engine(f"sqlite:///{folder / 'matchmaker.db'}")
    schema.upgrade(engine)
    sessions = Sessions(engine)
    with sessions.reading() as session:
        is_filled = session.scalar(select(Match.id).limit(1)) is not None
    if not is_filled:
        with sessions.writing() as session:
            fill(session, demonstration.read(), size, seed=_SEED, now=now)
            users.add(
                session,
                Actor.operator(),
                email=_EMAIL,
                name="Representative of the giant",
                organization=session.get_one(Organization, GIANT),
                role="representative",
                password=_PASSWORD,
                now=now,
            )
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    with sessions.reading() as session:
        matches = session.scalar(select(func.count()).where(Match.listing_id <= size.own))
    engine.dispose()
    return matches or 0


def _row(path: str, matches: int, found: list[tuple[int, float]]) -> InboxRow:
    seconds = [spent for _status, spent in found]
    p50 = statistics.median(seconds)
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1] if seconds[1:] else p50
    errors = sum(status != 200 for status, _spent in found)
    return InboxRow(path, matches, len(found), errors, *(round(1_000 * t, 1) for t in (p50, p95)))
