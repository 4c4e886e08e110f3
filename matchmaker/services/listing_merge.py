"""Two people changed one listing: what each changed alone, and where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matchmaker.services.listing_comparison import changed_names


@dataclass(frozen=True, slots=True)
class Merge:
    """Names of fields: ``taken`` from what was saved, ``kept`` from what is typed, ``both``."""

    taken: tuple[str, ...]
    kept: tuple[str, ...]
    both: tuple[str, ...]


def three_way(
    kind: str, base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> Merge:
    """From ``base``, with which both began. A field that ``mine`` lacks was not touched.

    Without a base every difference has to be decided.
    """
    mine = {**base, **{name: value for name, value in theirs.items() if name not in mine}, **mine}
    differ = changed_names(kind, theirs, mine)
    by_them = set(changed_names(kind, base, theirs)) if base else set(differ)
    by_me = set(changed_names(kind, base, mine)) if base else set(differ)
    return Merge(
        taken=tuple(name for name in differ if name not in by_me),
        kept=tuple(name for name in differ if name not in by_them),
        both=tuple(name for name in differ if name in by_me and name in by_them),
    )
