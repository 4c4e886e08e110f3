"""What ``create_app`` built, for the request at hand."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from matchmaker.config import Config
from models.session import Sessions

_KEY = "matchmaker"


@dataclass(frozen=True, slots=True)
class Parts:
    config: Config
    sessions: Sessions
    clock: Callable[[], dt.datetime]


def install(app: Flask, parts: Parts) -> None:
    app.extensions[_KEY] = parts


def parts() -> Parts:
    return cast(Parts, current_app.extensions[_KEY])


def now() -> dt.datetime:
    """The time of this application's clock, aware UTC."""
    return parts().clock()
