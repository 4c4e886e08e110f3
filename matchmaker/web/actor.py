"""Who is asking: Flask-Login over sessions that are rows."""

import logging
from typing import cast

from flask import Flask, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from matchmaker.policies.actor import Actor
from matchmaker.services import sign_in
from matchmaker.web.db import db, writes
from matchmaker.web.parts import now, parts

log = logging.getLogger(__name__)


class SignedInUser(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """What Flask-Login keeps: its id is the session's token, not the user's id."""

    def __init__(self, token: str, signed_in: sign_in.SignedIn) -> None:
        self.token = token
        self.actor = signed_in.actor
        self.session_id = signed_in.session_id
        self.language = signed_in.language
        self.time_zone = signed_in.time_zone

    def get_id(self) -> str:
        return self.token


def actor() -> Actor:
    """The person who asks, or the anonymous actor."""
    return current_user.actor if current_user.is_authenticated else Actor.anonymous()


def account_language() -> str:
    """The language that the person has chosen; empty without a choice."""
    return str(current_user.language) if current_user.is_authenticated else ""


def account_time_zone() -> str:
    """The zone that the person has chosen, or that the country has; empty where there is none."""
    return str(current_user.time_zone) if current_user.is_authenticated else ""


def session_id() -> int:
    """The row of the browser that asks; only for a signed-in actor."""
    return cast(int, current_user.session_id)


def sign_in_as(token: str) -> None:
    """Begin a fresh cookie for a new session; nothing of the old one is kept."""
    found = sign_in.recognise(db(), token, now=now())
    if found is None:
        raise LookupError("the session that was just opened is not there")
    session.clear()
    session.permanent = True
    login_user(SignedInUser(token, found))


def sign_out() -> None:
    """End the session in the database, then in the browser."""
    sign_in.close_session(db(), current_user.get_id())
    logout_user()
    session.clear()


def _load(token: str) -> SignedInUser | None:
    found = sign_in.recognise(db(), token, now=now())
    if found is None:
        return None
    if found.seen_is_due:
        _mark_seen(found.session_id)
    return SignedInUser(token, found)


def _mark_seen(session_id: int) -> None:
    """In the request's own transaction where that writes: it holds the one write lock.

    A page that only reads is shown although the mark could not be written.
    """
    if writes():
        sign_in.mark_seen(db(), session_id, now=now())
        return
    try:
        with parts().sessions.writing() as writer:
            sign_in.mark_seen(writer, session_id, now=now())
    except OperationalError as error:
        log.warning("session not marked as seen: %s", error.orig)


def register(app: Flask) -> None:
    manager = LoginManager(app, add_context_processor=False)  # pages are given ``actor``
    manager.user_loader(_load)
