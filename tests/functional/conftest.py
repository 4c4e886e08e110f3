"""The whole application over the test's own database, and browsers for its people."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from matchmaker.app import create_app
from matchmaker.config import Config
from matchmaker.services.sign_in import open_session
from matchmaker.services.users import hash_password
from models.session import Sessions
from models.user import User
from tests.factories.cast import Cast, make_cast
from tests.factories.listings import NOW
from tests.functional.stories import PostOffice
from tests.helpers import PASSWORD, Browser

SECRET = "a key for tests, as long as it has to be"


@pytest.fixture
def app(database: Path, tmp_path: Path) -> Flask:
    config = Config(
        database_url=f"sqlite:///{database}",
        secret_key=SECRET,
        encoder="hashing",
        data_dir=tmp_path,
    )
    app = create_app(config, clock=lambda: NOW)
    app.testing = True
    return app


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashed once: argon2 is slow on purpose."""
    return hash_password(PASSWORD)


@pytest.fixture
def browser(app: Flask) -> Callable[[], Browser]:
    """Makes browsers, one for each person of a story."""
    return lambda: Browser(app)


@pytest.fixture
def sign_in(app: Flask, sessions: Sessions) -> Callable[[User], Browser]:
    """A browser in which the user is signed in, at the first page.

    It gets the cookie that signing in gives; the check of a password is slow on purpose.
    """

    def open_browser(user: User) -> Browser:
        with sessions.writing() as session:
            token = open_session(session, session.get_one(User, user.id), now=NOW)
        browser = Browser(app)
        with browser.client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return browser.get("/")

    return open_browser


@pytest.fixture
def cast(sessions: Sessions, password_hash: str) -> Cast:
    """Two members with blind listings that match, and the secretariat; committed."""
    with sessions.writing() as session:
        return make_cast(session, password_hash)


@pytest.fixture
def post_office(app: Flask, sessions: Sessions) -> PostOffice:
    return PostOffice(app, sessions, NOW)
