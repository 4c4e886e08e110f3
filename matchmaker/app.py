"""``create_app``: the one place where the parts are built and joined."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from matchmaker.api.app import MOUNTED_AT, create_api
from matchmaker.api.edge import Edge
from matchmaker.config import Config
from matchmaker.web import (
    account,
    attachments,
    audit_log,
    check_ins,
    consortia,
    country,
    dashboard,
    db,
    decisions,
    desk,
    desk_organizations,
    error_pages,
    fairness,
    guards,
    headers,
    health,
    interests,
    introduction_packs,
    introductions,
    invitations,
    languages,
    listing_autosave,
    listing_cpc,
    listing_editor,
    listing_history,
    listing_map,
    listing_preview,
    listings,
    locale,
    match_answers,
    match_files,
    match_inbox,
    match_pair,
    match_sharing,
    matches,
    members,
    messages,
    milestones,
    navigation,
    network,
    notifications,
    organization,
    organization_parts,
    organizations,
    outcome_statistics,
    outcomes,
    partnership_reports,
    partnerships,
    question_asking,
    question_desk,
    questions,
    ranking,
    reports,
    sanctions,
    searches,
    secretariat,
    template_tools,
    tokens,
)
from matchmaker.web import actor as web_actor
from matchmaker.web.parts import Parts, install
from models.session import Sessions, open_engine

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "matchmaker" / "web" / "static"
MAX_REQUEST_BYTES = 22 * 1024 * 1024  # a file of twenty, and the form around it
_PAGES = (
    account,
    attachments,
    audit_log,
    check_ins,
    consortia,
    country,
    dashboard,
    desk,
    desk_organizations,
    fairness,
    decisions,
    health,
    interests,
    introduction_packs,
    introductions,
    invitations,
    languages,
    listing_autosave,
    listing_cpc,
    listing_editor,
    listing_history,
    listing_map,
    listing_preview,
    listings,
    locale,
    match_answers,
    match_files,
    match_inbox,
    match_pair,
    match_sharing,
    matches,
    messages,
    members,
    milestones,
    network,
    notifications,
    organization,
    organization_parts,
    organizations,
    outcome_statistics,
    outcomes,
    partnership_reports,
    partnerships,
    question_asking,
    question_desk,
    questions,
    ranking,
    reports,
    sanctions,
    searches,
    secretariat,
    tokens,
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
    parts = Parts(config, Sessions(open_engine(config.database_url)), clock)
    install(app, parts)
    for extension in (Bootstrap5, CSRFProtect):
        extension(app)
    # The last one registered sees an answer first: it is committed before it gets its headers.
    for part in (web_actor, guards, headers, error_pages, locale, template_tools, navigation, db):
        part.register(app)
    for page in _PAGES:
        app.register_blueprint(page.pages)
    app.extensions["csrf"].exempt(notifications.end_mails)  # its token is in the address
    _mount_api(app, parts)
    return app


def _mount_api(app: Flask, parts: Parts) -> None:
    """The API beside the pages, with their session and their one place that commits."""
    api = create_api(Edge(db.db, parts.sessions, parts.clock))
    install(api, parts)
    for part in (headers, db):
        part.register(api)
    both = DispatcherMiddleware(app.wsgi_app, {MOUNTED_AT: api})
    app.wsgi_app = both  # type: ignore[method-assign]  # Flask's documented way to mount
