"""One database session for each request, and the one place where a page's work is committed."""

from flask import Flask, Response, g, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from matchmaker.errors import Conflict
from matchmaker.web.parts import parts

_SAFE = ("GET", "HEAD", "OPTIONS")


def db() -> Session:
    """The request's session: it reads for a safe method, and holds the write lock otherwise."""
    if "db" not in g:
        sessions = parts().sessions
        g.db = sessions.reader() if request.method in _SAFE else sessions.writer()
    session: Session = g.db
    return session


def keep_although_refused() -> None:
    """Commit although the answer is an error: a wrong password is counted, say."""
    g.keep = True


def _finish(response: Response) -> Response:
    """Commit what an accepted request did; an answer of 400 and above leaves nothing behind."""
    session: Session | None = g.get("db")
    if session is None or request.method in _SAFE:
        return response
    if response.status_code < 400 or g.get("keep", False):
        try:
            session.commit()
        except (StaleDataError, IntegrityError) as error:
            raise Conflict("Somebody else was faster. Please look again.") from error
    return response


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("db", None)
    if session is not None:
        session.close()


def register(app: Flask) -> None:
    app.after_request(_finish)
    app.teardown_appcontext(_close)
