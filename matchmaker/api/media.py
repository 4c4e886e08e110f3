"""JSON in and JSON out: what a request may ask for, and in which form it may come."""

from typing import Final

from flask import Flask, request
from werkzeug.exceptions import NotAcceptable, UnsupportedMediaType

JSON: Final = "application/json"
_WITH_BODY: Final = ("POST", "PUT", "PATCH")


def _check() -> None:
    accepted = request.accept_mimetypes
    if accepted and not accepted[JSON]:
        raise NotAcceptable(f"The answer is {JSON}; the Accept header asks for something else.")
    if request.method in _WITH_BODY and request.mimetype != JSON:
        raise UnsupportedMediaType(f"Send the body as {JSON}, and say so in Content-Type.")


def register(app: Flask) -> None:
    app.before_request(_check)
