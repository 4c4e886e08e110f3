"""How long the search for CPC codes takes, in a database of its own."""

import datetime as dt
import random
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from matchmaker.importers.cpc import open_scheme
from matchmaker.importers.cpc_entries import CpcEntry
from matchmaker.policies.actor import Actor
from matchmaker.services import cpc_codes, cpc_import
from models import schema
from models.cpc_scheme import curated
from models.session import Sessions, open_engine

#: What writers type: words, beginnings of words, codes, and words that stand in many titles.
QUERIES: Final = (
    "steel", "slag", "cements", "hydrogen reduction of ore", "carbon capture", "heat", "apparatus",
    "process", "electrolysis of water", "furn", "waste heat recovery", "gas", "C21B", "c04b 7",
    "C21B13/0073", "Y02P", "control or regulation", "means for", "xylophone", "treatment of slags",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of a search."""

    codes: int
    searches: int
    median_ms: float
    p95_ms: float
    slowest_ms: float
    slowest: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def run(path: Path | None, *, codes: int, times: int, now: dt.datetime) -> list[Measured]:
    """Each query ``times`` times over the scheme at ``path``, or over ``codes`` invented ones."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.db")
        schema.upgrade(engine)
        sessions = Sessions(engine)
        entries = open_scheme(path).entries if path else invented(codes)
        with sessions.writing() as session:
            cpc_import.load(session, Actor.operator(), entries, edition="bench", now=now)
        measured = _search(sessions, times)
        engine.dispose()
    return [measured]


def invented(count: int, *, seed: int = 7) -> list[CpcEntry]:
    """Codes below the groups of the selection, their titles mixed from its titles' words."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible mixture, no secret
    chosen = [CpcEntry(*row) for row in curated()]
    words = [word for entry in chosen for word in entry.title.split()]
    groups = [entry for entry in chosen if "/" in entry.code]
    made = list(chosen)
    for number in range(count - len(chosen)):
        group = groups[number % len(groups)]
        code = f"{group.code.split('/')[0]}/{100_000 + number}"
        title = " ".join(chance.choices(words, k=chance.randint(2, 12)))
        made.append(CpcEntry(code, group.level + 1, title, group.code))
    return made


def _search(sessions: Sessions, times: int) -> Measured:
    taken: list[tuple[float, str]] = []
    with sessions.reading() as session:
        for query in QUERIES * times:
            start = time.perf_counter()
            cpc_codes.find(session, query)
            taken.append(((time.perf_counter() - start) * 1_000, query))
            session.expunge_all()
        codes = cpc_codes.count(session)
    spans = [span for span, _ in taken]
    slowest, query = max(taken)
    p95 = statistics.quantiles(spans, n=20)[-1]
    return Measured(codes, len(spans), statistics.median(spans), p95, slowest, query)
