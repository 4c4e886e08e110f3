"""The reader's language: the account's, else the browser's choice, else what the browser asks.

And the reader's time zone, which only an account has.
"""

from typing import Final

from flask import Blueprint, Flask, g, redirect, request
from flask_babel import Babel
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from matchmaker import locales
from matchmaker.services import users
from matchmaker.web.actor import account_language, account_time_zone, actor
from matchmaker.web.db import db
from matchmaker.web.guards import PUBLIC, access
from matchmaker.web.targets import safe_target
from models.time_zones import UTC

COOKIE: Final = "language"
_YEAR: Final = 365 * 24 * 3600
pages = Blueprint("locale", __name__)


@pages.post("/language")
@access(PUBLIC)
def choose() -> Response:
    """Keep the choice in the browser, and in the account of somebody who is signed in."""
    language = locales.chosen([request.form.get("language", "")])
    users.speak(db(), actor(), language)
    answer = redirect(safe_target(request.form.get("next", "")), 303)
    answer.set_cookie(
        COOKIE, language, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer


def language() -> str:
    """The language of the page at hand; English where nobody is asked or nothing can be read."""
    if "language" not in g:
        g.language = locales.chosen([_of_account(), request.cookies.get(COOKIE, ""), _asked_for()])
    found: str = g.language
    return found


def _of_account() -> str:
    """Without a database the page that says so still has its language."""
    try:
        return account_language()
    except OperationalError:
        return ""


def time_zone() -> str:
    """UTC for whoever reads without an account. Flask-Babel asks once a page and keeps it."""
    try:
        return account_time_zone() or UTC
    except OperationalError:
        return UTC


def _asked_for() -> str:
    return request.accept_languages.best_match(list(locales.OFFERED)) or ""


def register(app: Flask) -> None:
    """Give ``app`` its messages, formats and the choice of languages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(locales.FOLDER)
    Babel(
        app,
        locale_selector=lambda: str(locales.locale_of(language())),
        timezone_selector=time_zone,
    )
    app.add_template_global(language, "page_locale")
    app.jinja_env.globals["languages"] = locales.OFFERED
