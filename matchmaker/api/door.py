"""Who may come in: a bearer token on every request, and a declared permission on every route.

Cookies open nothing here, so that no other site can act through a browser that is signed in.
"""

import logging
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from flask import Flask, current_app, g, request
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from matchmaker.api.edge import db, now, sessions
from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.services import api_tokens
from matchmaker.services.api_tokens import Bearer
from matchmaker.services.lookup import Row, by_reference
from matchmaker.services.sign_in import ADDRESS_WINDOW

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"
_ABSENT: Final = "There is nothing here, or it is not for you to see."

View = TypeVar("View", bound=Callable[..., Any])
log = logging.getLogger(__name__)


def access(level: str | Permission) -> Callable[[View], View]:
    """Declare who may call a view: ``PUBLIC``, ``SIGNED_IN``, or a permission on a row.

    The permission itself is asked for by ``load``; a view without a declaration is refused.
    """

    def mark(view: View) -> View:
        view.access = level  # type: ignore[attr-defined]  # functions take any attribute
        return view

    return mark


def bearer() -> Bearer:
    """The token that this request came with."""
    return cast(Bearer, g.bearer)


def actor() -> Actor:
    """The person for whom the program asks."""
    return bearer().actor


def load(model: type[Row], reference: str, permission: Permission) -> Row:
    """The row, if the actor has the permission on it; else ``NotFound``, absent or not."""
    row = by_reference(db(), actor(), model, reference, permission)
    if row is None:
        raise NotFound(_ABSENT)
    return row


def _check() -> None:
    if request.endpoint is None:
        return
    level = getattr(current_app.view_functions[request.endpoint], "access", None)
    if level == PUBLIC:
        return
    g.bearer = _recognised()
    if level != SIGNED_IN and not isinstance(level, Permission):
        raise NotFound(_ABSENT)


def _recognised() -> Bearer:
    """In a session of its own, so that a wrong token never holds the write lock."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise _unauthorized("Send a token: Authorization: Bearer and the token.")
    with sessions().reading() as session:
        found = api_tokens.recognise(session, given.token, now=now())
    if found is None:
        raise _wrong()
    if found.seen_is_due:
        _mark_used(found.token_id)
    return found


def _mark_used(token_id: int) -> None:
    """What is asked for is answered although the mark could not be written."""
    try:
        with sessions().writing() as session:
            api_tokens.mark_used(session, token_id, now=now())
    except OperationalError as error:
        log.warning("token not marked as used: %s", error.orig)


def _wrong() -> Exception:
    address = request.remote_addr or ""
    with sessions().reading() as session:
        is_slowed = api_tokens.is_slowed(session, address=address, now=now())
    if is_slowed:
        seconds = int(ADDRESS_WINDOW.total_seconds())
        return TooManyRequests("Too many wrong tokens. Please wait.", retry_after=seconds)
    with sessions().writing() as session:
        api_tokens.count_wrong(session, address=address, now=now())
    return _unauthorized("The token is unknown, expired or revoked.", error="invalid_token")


def _unauthorized(sentence: str, **values: str | None) -> Unauthorized:
    challenge = WWWAuthenticate("bearer", {"realm": "LeadIT Matchmaker", **values})
    return Unauthorized(sentence, www_authenticate=challenge)


def register(app: Flask) -> None:
    app.before_request(_check)
