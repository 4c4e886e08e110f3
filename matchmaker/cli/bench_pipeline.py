"""How long import, encoding and matching of real listings take, at growing sizes."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from embeddings.encoder import Encoder
from matchmaker.importers.formats import FORMATS, limited
from matchmaker.policies.actor import Actor
from matchmaker.services.importing import import_drafts
from matchmaker.services.indexing import plan_index, write_index
from matchmaker.services.matching import MatchingEngine, plan_matches, write_matches
from models import Listing, Match, schema
from models.session import Sessions, open_engine

_SHARES = (0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """Seconds of each part for so many offers and needs; ``matches`` are stored rows."""

    offers: int
    needs: int
    import_s: float
    encode_s: float
    match_s: float
    again_s: float  # the same files once more: nothing to add
    one_changed_s: float  # one listing matched again
    matches: int

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def run(
    offers_folder: Path,
    needs_folder: Path,
    encoder: Encoder | None,
    *,
    offers: int,
    needs: int,
    now: dt.datetime,
) -> Iterator[PipelineRow]:
    """A row for a quarter, a half and the whole of the listings, each in a new database."""
    for share in _SHARES:
        with _database() as sessions:
            sizes = round(offers * share), round(needs * share)
            yield _measure(sessions, (offers_folder, needs_folder), sizes, encoder, now)


def _measure(
    sessions: Sessions,
    folders: tuple[Path, Path],
    sizes: tuple[int, int],
    encoder: Encoder | None,
    now: dt.datetime,
) -> PipelineRow:
    def bring_in() -> None:
        for name, folder, size in zip(("horizon", "challenges"), folders, sizes, strict=True):
            drafts = limited(FORMATS[name](folder, now.date()).drafts, size)
            import_drafts(sessions, drafts, source=name, actor=Actor.operator(), now=now)

    engine = MatchingEngine(encoder.info if encoder else None)
    import_s = _seconds(bring_in)
    encode_s = _seconds(lambda: _encode(sessions, encoder, now))
    match_s = _seconds(lambda: _match(sessions, engine, encoder, None, now))
    with sessions.reading() as session:
        ids = list(session.scalars(select(Listing.id).order_by(Listing.id)))
        matches = session.scalar(select(func.count()).select_from(Match)) or 0
    one_s = _seconds(lambda: _match(sessions, engine, encoder, [ids[-1]], now))
    again_s = _seconds(bring_in)
    return PipelineRow(*sizes, import_s, encode_s, match_s, again_s, one_s, matches)


def _encode(sessions: Sessions, encoder: Encoder | None, now: dt.datetime) -> None:
    with sessions.reading() as session:
        ids = list(session.scalars(select(Listing.id)))
        plan = plan_index(session, encoder, ids, now=now)
    with sessions.writing() as session:
        write_index(session, plan)


def _match(
    sessions: Sessions,
    engine: MatchingEngine,
    encoder: Encoder | None,
    ids: list[int] | None,
    now: dt.datetime,
) -> None:
    with sessions.reading() as session:
        plan = plan_matches(session, engine, encoder, ids, now=now)
    with sessions.writing() as session:
        write_matches(session, plan)


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@contextmanager
def _database() -> Iterator[Sessions]:
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.db")
        schema.upgrade(engine)
        yield Sessions(engine)
        engine.dispose()
