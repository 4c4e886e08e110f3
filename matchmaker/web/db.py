"""One database session for each request, and the one place where a page's work is committed."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask import session as cookie
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from matchmaker.web.parts import parts

View = TypeVar("View", bound=Callable[..., Any])

_SAFE = ("GET", "HEAD", "OPTIONS")


def db() -> Session:
    """The request's session: it reads for a safe method, and holds the write lock otherwise."""
    if "db" not in g:
        g.db = _open()
    session: Session = g.db
    return session


def _open() -> Session:
    """A database that did not answer once is not waited for again by the page that says so."""
    if "unanswered" in g:
        raise g.unanswered
    sessions = parts().sessions
    try:
        return sessions.writer() if writes() else sessions.reader()
    except OperationalError as error:
        g.unanswered = error
        raise


def reads(view: View) -> View:
    """Mark a view that only reads, although a text that is looked at has to be posted."""
    view.reads = True  # type: ignore[attr-defined]  # functions take any attribute
    return view


def writes() -> bool:
    """Whether the request's session holds the write lock; a second writer would wait for it."""
    if g.get("writing", False):
        return True
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in _SAFE and not getattr(view, "reads", False)


def begin_writing() -> Session:
    """From here on a view that is marked ``reads`` writes, and is committed like any other.

    For what is slow before anything is written, so that nobody waits for the lock meanwhile. Rows
    that were loaded before are to be loaded again.
    """
    g.reading, g.writing = db(), True
    del g.db
    return db()


def keep_although_refused() -> None:
    """Commit although the answer is an error: a wrong password is counted, say."""
    g.keep = True


def _finish(response: Response) -> Response:
    """Commit what an accepted request did; an answer of 400 and above leaves nothing behind."""
    session: Session | None = g.get("db")
    if session is None or not writes():
        return response
    if response.status_code < 400 or g.get("keep", False):
        try:
            session.commit()
        except (StaleDataError, IntegrityError, OperationalError) as error:
            return _not_kept(session, error)
    return response


def _not_kept(session: Session, error: Exception) -> Response:
    """The page of the error in place of the one that says it is done, and no notice of that."""
    session.rollback()
    if "_flashes" in cookie:  # an application without cookies has nothing to take back
        del cookie["_flashes"]
    return current_app.make_response(current_app.handle_user_exception(error))


def _close(_error: BaseException | None) -> None:
    for name in ("db", "reading"):
        session: Session | None = g.pop(name, None)
        if session is not None:
            session.close()


def register(app: Flask) -> None:
    app.after_request(_finish)
    app.teardown_appcontext(_close)
