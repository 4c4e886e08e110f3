"""The same needs in several languages, by which the language gap is measured."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).resolve().parent.parent / "demo" / "parallel_needs.toml"


@dataclass(frozen=True, slots=True)
class Wording:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ParallelNeed:
    """``wordings`` by ISO 639-1 code; each says the same."""

    key: str
    wordings: Mapping[str, Wording]


def read_parallel_needs(path: Path = PATH) -> list[ParallelNeed]:
    tables = tomllib.loads(path.read_text("utf-8"))["parallel"]
    return [
        ParallelNeed(
            table["key"],
            {code: Wording(**table[code]) for code in table if code != "key"},
        )
        for table in tables
    ]
