"""The search for listed names, measured: invented firms against an invented list of them."""

import random
import re
import time
from dataclasses import asdict, dataclass
from typing import Any, Final

from matchmaker.ranking.name_matching import ListedNames

_SYLLABLES: Final = tuple(
    re.findall(r"\w+", "bel dor fen gra hol ka lo mi nik os pra qui ro san sta tar ur ve wen zu")
)
_TRADES: Final = (
    "Cement",
    "Company",
    "Energy",
    "Group",
    "Industries",
    "International",
    "Metal",
    "Mining",
    "Shipping",
    "Steel",
    "Trading",
    "Works",
)
_FORMS: Final = ("Ltd", "GmbH", "OOO", "S.A.")
_SEED: Final = 20_261_123


@dataclass(frozen=True, slots=True)
class Row:
    """``prepare_s`` makes the listed names comparable, ``compare_s`` compares everybody."""

    organizations: int
    listed: int
    prepare_s: float
    compare_s: float
    found: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def run(*, organizations: int, entries: int) -> list[Row]:
    """Each entry has its name and one alias, so twice as many names are compared."""
    chance = random.Random(_SEED)  # noqa: S311 - names for a benchmark, no secret
    names = [_name(chance) for _ in range(2 * entries)]
    asked = [_name(chance) for _ in range(organizations)]
    start = time.perf_counter()
    listed = ListedNames(names)
    prepared = time.perf_counter()
    found = listed.like(asked)
    end = time.perf_counter()
    hits = sum(map(len, found))
    return [Row(organizations, len(names), prepared - start, end - prepared, hits)]


def _name(chance: random.Random) -> str:
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).title()]
    words += chance.sample(_TRADES, chance.randint(1, 2))
    return " ".join([*words, chance.choice(_FORMS)])
