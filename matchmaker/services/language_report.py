"""The last measurement of the language gap, kept as a file beside the database.

The web server reads it here and loads nothing of what measuring takes.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from tempfile import NamedTemporaryFile
from typing import Any, Final

_PLACE: Final = Path("reports") / "language_gap.json"


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """Means over the needs, 0 to 1: ``overlap`` is the share of the pivot's first ten that come
    again, ``jaccard`` common ones by all of both lists. ``understood``: by meaning, not by words.
    """

    language: str
    overlap: float
    jaccard: float
    understood: bool


@dataclass(frozen=True, slots=True)
class LanguageGap:
    """``encoder`` is empty where words alone were compared; ``rows`` stand widest gap last."""

    measured_at: dt.datetime
    encoder: str
    documents: int
    needs: int
    rows: tuple[LanguageRow, ...]

    @property
    def overlap(self) -> float:
        return fmean(row.overlap for row in self.rows)


def as_json(gap: LanguageGap) -> dict[str, Any]:
    return {**asdict(gap), "measured_at": gap.measured_at.isoformat(), "overlap": gap.overlap}


def keep(gap: LanguageGap, data_dir: Path) -> None:
    """Takes the place of the one before, as a whole."""
    path = data_dir / _PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        json.dump(as_json(gap), file, indent=2)
    Path(file.name).replace(path)


def last(data_dir: Path) -> LanguageGap | None:
    """``None`` when nothing was measured yet, or the file is not one of this program's."""
    try:
        stored = json.loads((data_dir / _PLACE).read_text(encoding="utf-8"))
        return LanguageGap(
            measured_at=dt.datetime.fromisoformat(stored["measured_at"]),
            encoder=stored["encoder"],
            documents=stored["documents"],
            needs=stored["needs"],
            rows=tuple(LanguageRow(**row) for row in stored["rows"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
