"""``create_app``: the one place where the parts are built and joined."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect

from matchmaker.config import Config
from matchmaker.web import (
    account,
    attachments,
    audit_log,
    dashboard,
    db,
    error_pages,
    guards,
    headers,
    health,
    introductions,
    listing_editor,
    listings,
    matches,
    navigation,
    organization,
    secretariat,
    template_tools,
)
from matchmaker.web import actor as web_actor
from matchmaker.web.parts import Parts, install
from models.session import Sessions, open_engine

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "matchmaker" / "web" / "static"
MAX_REQUEST_BYTES = 12 * 1024 * 1024  # a file of ten, and the form around it
_PAGES = (
    account,
    attachments,
    audit_log,
    dashboard,
    health,
    introductions,
    listing_editor,
    listings,
    matches,
    organization,
    secretariat,
)


def utc_now() -> dt.datetime:
    """The real clock; everything below takes its time from here."""
    return dt.datetime.now(dt.UTC)


def create_app(config: Config, *, clock: Callable[[], dt.datetime] = utc_now) -> Flask:
    """The web application for ``config``. Nothing is opened until the first request."""
    app = Flask("matchmaker", template_folder=str(ROOT / "templates"), static_folder=str(STATIC))
    secure = config.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="__Host-matchmaker" if secure else "matchmaker",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=dt.timedelta(days=14),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session, so that slow writers lose nothing
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    install(app, Parts(config, Sessions(open_engine(config.database_url)), clock))
    for extension in (Bootstrap5, CSRFProtect):
        extension(app)
    # The last one registered sees an answer first: it is committed before it gets its headers.
    for part in (web_actor, guards, headers, error_pages, template_tools, navigation, db):
        part.register(app)
    for page in _PAGES:
        app.register_blueprint(page.pages)
    return app
