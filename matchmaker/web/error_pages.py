"""The domain's errors as HTTP, once. Every error page is a page: what happened, what to do."""

import logging
from collections.abc import Callable

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from matchmaker.errors import (
    Conflict,
    IllegalTransition,
    InvalidFields,
    NotFound,
    NotPermitted,
)
from matchmaker.phrases import N_
from matchmaker.services.saying import say
from matchmaker.web import send_again
from matchmaker.web.locale import language

Answer = tuple[str, int]
log = logging.getLogger(__name__)

_TITLES = {
    400: N_("That request could not be understood"),
    403: N_("That is not yours to do"),
    404: N_("This page was not found"),
    405: N_("That cannot be done here"),
    409: N_("Something has changed"),
    413: N_("That file is too large"),
    422: N_("Some of it could not be taken"),
    429: N_("Please wait a moment"),
    500: N_("Something went wrong on our side"),
    503: N_("The service is busy"),
}

_NOT_TAKEN = frozenset({409, 422, 503})
_HINTS = {
    404: N_("The address may be mistyped, or what it leads to is gone or open to others only."),
    405: N_("Please go back and use the buttons of the page."),
    429: N_("Too many tries in a short time. Please try again in a few minutes."),
}


def page(status: int, message: str) -> Answer:
    """The error page of this status, with one sentence of what happened.

    What was typed is told where it was understood and not taken: without a script the browser's
    way back may lead to an empty form.
    """
    title = _TITLES.get(status, _TITLES[500 if status >= 500 else 400])
    typed = send_again.typed() if status in _NOT_TAKEN else []
    html = render_template(
        "errors/error.html", status=status, title=title, message=message, typed=typed
    )
    return html, status


def register(app: Flask) -> None:
    for kind, status in (
        (NotFound, 404),
        (NotPermitted, 403),
        (IllegalTransition, 409),
        (Conflict, 409),
    ):
        app.register_error_handler(kind, _speaking(status))
    app.register_error_handler(InvalidFields, _invalid)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _stale)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _unexpected)


def _speaking(status: int) -> Callable[[Exception], Answer]:
    return lambda error: page(status, str(error))


def _invalid(error: InvalidFields) -> Answer:
    """For a page without the fields: only the reasons, each in the reader's language."""
    reasons = [say(language(), reason) for reason in error.problems.values()]
    return page(422, "; ".join(reasons))


def _stale(_error: Exception) -> Answer:
    return page(409, N_("Somebody else was faster. Please go back, look again and repeat."))


def _busy(error: OperationalError) -> Answer:
    log.error("database: %s", error.orig)
    return page(503, N_("The database does not answer. Please try again in a moment."))


def _csrf(error: CSRFError) -> Answer:
    log.info("form refused: %s", error.description)
    expired = N_("The form has expired. Go back and copy what you typed, then open the page again.")
    return send_again.answer() or page(400, expired)


def _http(error: HTTPException) -> Answer:
    """Only a sentence of ours is shown: the framework's own speaks to programmers."""
    status = error.code or 500
    is_ours = error.description != type(error).description
    return page(status, (error.description or "") if is_ours else _HINTS.get(status, ""))


def _unexpected(_error: Exception) -> Answer:
    return page(500, N_("It has been logged. Nothing that you saved before is lost."))
