"""One write lock: a request that writes never waits for itself, and one that reads never fails."""

import datetime as dt

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from matchmaker.app import create_app
from matchmaker.config import Config
from matchmaker.services.sign_in import open_session
from models import User, UserSession
from models import session as session_module
from tests.factories.listings import NOW
from tests.helpers import Browser


class Clock:
    now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def app(database, tmp_path, clock, monkeypatch):
    """The application with a clock that moves, and with little patience for a lock."""
    monkeypatch.setattr(session_module, "BUSY_TIMEOUT_MS", 100)
    config = Config(database_url=f"sqlite:///{database}", secret_key="x" * 40, encoder="hashing")
    app = create_app(config, clock=clock)
    yield app
    app.extensions["matchmaker"].sessions.engine.dispose()


@pytest.fixture
def browser(app, cast, sessions):
    """The asker's, signed in."""
    with sessions.writing() as session:
        token = open_session(session, session.get_one(User, cast.asker.id), now=NOW)
    browser = Browser(app)
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return browser.get("/account")


def last_seen(sessions):
    with sessions.reading() as session:
        return session.scalars(select(UserSession.last_seen_at)).one()


def name_of(sessions, user):
    with sessions.reading() as session:
        return session.get_one(User, user.id).name


def test_a_form_that_took_longer_than_a_minute_to_fill_in_is_taken(browser, clock, cast, sessions):
    clock.now += dt.timedelta(minutes=10)

    browser.submit("/account", name="Asha the Second")

    assert browser.status == 200
    assert name_of(sessions, cast.asker) == "Asha the Second"
    assert last_seen(sessions) == clock.now


def test_pages_are_shown_while_somebody_else_holds_the_lock(browser, clock, sessions):
    clock.now += dt.timedelta(minutes=10)
    with sessions.writing():
        assert browser.get("/account").status == 200
    assert last_seen(sessions) == NOW
    browser.get("/account")
    assert last_seen(sessions) == clock.now


def test_who_wants_to_write_meanwhile_is_told_to_try_again(browser, cast, sessions):
    with sessions.writing():
        browser.submit("/account", name="Nobody")
    assert browser.status == 503
    assert name_of(sessions, cast.asker) == cast.asker.name


def test_a_commit_that_fails_is_an_error_page_and_no_success_is_told(app, browser, cast, sessions):
    def full(_connection):
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    engine = app.extensions["matchmaker"].sessions.engine
    event.listen(engine, "commit", full)
    browser.submit("/account", name="Nobody")
    event.remove(engine, "commit", full)

    assert browser.status == 503
    assert "Your details are saved" not in browser.html
    assert name_of(sessions, cast.asker) == cast.asker.name
    answer = browser.client.get("/account")
    assert "Your details are saved" not in answer.get_data(as_text=True)


def test_an_error_after_the_work_carries_the_headers_of_safety(app, browser):
    def full(_connection):
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    engine = app.extensions["matchmaker"].sessions.engine
    event.listen(engine, "commit", full)
    token = browser.page.find("input", {"name": "csrf_token"})["value"]
    answer = browser.client.post("/account", data={"csrf_token": token, "name": "Nobody"})
    event.remove(engine, "commit", full)

    assert answer.status_code == 503
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
