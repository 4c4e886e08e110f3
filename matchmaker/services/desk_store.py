"""Figures that are counted ahead: written by the worker, read by the desk's pages."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models import DeskFigure


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted, and when. Each module of the desk says what shape its value has."""

    computed_at: dt.datetime
    value: Any


def read(session: Session, name: str) -> Figure | None:
    """``None`` until the worker has counted for the first time."""
    row = session.get(DeskFigure, name)
    return Figure(row.computed_at, row.value) if row else None


def write(session: Session, values: Mapping[str, Any], *, now: dt.datetime) -> None:
    """Replace the figures with these names, all of the same time."""
    for name, value in values.items():
        session.merge(DeskFigure(name=name, computed_at=now, value=value))
    session.flush()
