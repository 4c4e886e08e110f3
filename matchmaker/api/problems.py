"""The domain's errors as problem details (RFC 9457): one sentence, and the fields it is about."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from apiflask import APIFlask, HTTPError
from flask import Response, request
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

MEDIA_TYPE: Final = "application/problem+json"
_FIELD_MAX: Final = 80
_ERRORS_MAX: Final = 20
_SENTENCES: Final = {
    400: "The body is not JSON.",
    404: "There is nothing at this address.",
    413: "The body is too large.",
}
log = logging.getLogger(__name__)


def problem(
    status: int,
    sentence: str,
    errors: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer of this status; ``errors`` is field → reason.

    In ASCII: what it repeats of a request may be no text that can be encoded.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
    }
    if errors:
        body["errors"] = [{"field": field, "detail": text} for field, text in errors.items()]
    return Response(json.dumps(body), status, headers, content_type=MEDIA_TYPE)


def invalid(problems: Mapping[str, str]) -> Response:
    """422: the sentence names the first field, the list all of them."""
    told = {field[:_FIELD_MAX]: text for field, text in list(problems.items())[:_ERRORS_MAX]}
    field, reason = next(iter(told.items()))
    return problem(422, f"{field}: {reason[:1].lower()}{reason[1:].rstrip('.')}.", told)


def register(app: APIFlask) -> None:
    app.error_processor(_framework)
    for kind, status in (
        (NotFound, 404),
        (NotPermitted, 403),
        (IllegalTransition, 409),
        (Conflict, 409),
    ):
        app.register_error_handler(kind, _speaking(status))
    app.register_error_handler(InvalidFields, lambda error: invalid(error.problems))
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _stale)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _unexpected)


def _speaking(status: int) -> Callable[[Exception], Response]:
    return lambda error: problem(status, str(error))


def _framework(error: HTTPError) -> Response:
    """What the schemas found wrong: location → field → reasons, nested where a field is a list."""
    if "_schema" in error.detail.get("json", ()):
        return problem(422, "The body must be a JSON object.")
    found = {
        str(field): _first(reasons)
        for fields in error.detail.values()
        for field, reasons in fields.items()
    }
    return invalid(found)


def _first(reasons: Any) -> str:
    """The first sentence of a field's messages: a list, or those of a list's items by place."""
    while isinstance(reasons, Mapping):
        reasons = next(iter(reasons.values()))
    return str(reasons[0])


def _http(error: HTTPException) -> Response:
    """Only a sentence of ours is told: the framework's own speaks to programmers."""
    status = error.code or 500
    is_ours = status in (401, 406, 415, 429)
    sentence = error.description if is_ours else _SENTENCES.get(status)
    if status == 405:
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        sentence = f"This address does not take {request.method}; it takes {allowed}."
    return problem(status, sentence or HTTPStatus(status).phrase, headers=dict(_headers(error)))


def _headers(error: HTTPException) -> Iterator[tuple[str, str]]:
    """Those that the status asks for, such as ``Allow``; the body's type is ours."""
    return (pair for pair in error.get_headers() if pair[0] != "Content-Type")


def _stale(_error: Exception) -> Response:
    return problem(409, "Somebody else was faster. Please read it again and repeat.")


def _busy(error: OperationalError) -> Response:
    log.error("database: %s", error.orig)
    sentence = "The database does not answer. Please try again in a moment."
    return problem(503, sentence, headers={"Retry-After": "5"})


def _too_deep(_error: RecursionError) -> Response:
    return problem(400, "The body is nested too deeply.")


def _unexpected(_error: Exception) -> Response:
    return problem(500, "Something went wrong on our side. It has been logged.")
