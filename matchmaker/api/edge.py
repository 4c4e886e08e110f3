"""What ``create_app`` hands over to the API: a room does not reach sideways for it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from models.session import Sessions

_KEY: Final = "matchmaker.api"


@dataclass(frozen=True, slots=True)
class Edge:
    """``db`` gives the request's session; the hook that belongs to it commits and closes it."""

    db: Callable[[], Session]
    sessions: Sessions
    clock: Callable[[], dt.datetime]


def install(app: Flask, edge: Edge) -> None:
    app.extensions[_KEY] = edge


def db() -> Session:
    """The request's session: it reads for a safe method, and holds the write lock otherwise."""
    return _edge().db()


def sessions() -> Sessions:
    """For what is kept whatever becomes of the request: a token's last use, a wrong token."""
    return _edge().sessions


def now() -> dt.datetime:
    """The time of this application's clock, aware UTC."""
    return _edge().clock()


def _edge() -> Edge:
    return cast(Edge, current_app.extensions[_KEY])
