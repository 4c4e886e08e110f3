"""What a web server reads before its first page, so that nobody waits for it."""

import logging

from flask import Flask
from sqlalchemy.exc import DatabaseError

from matchmaker.services.browse_state import state_of
from matchmaker.web.parts import parts

_log = logging.getLogger(__name__)


def warm(app: Flask) -> None:
    """Read the picture that pages count in. Before a server forks, its processes share one.

    No connection stays open: SQLite's must not cross a fork. A database that cannot be read yet
    stops no server; its pages say so, and read the picture when they can.
    """
    with app.app_context():
        sessions = parts().sessions
    try:
        with sessions.reading() as session:
            state_of(session).warm(session)
    except DatabaseError as error:
        _log.warning("The listings could not be read ahead: %s", error.orig)
    finally:
        sessions.engine.dispose()
