"""Pages in another language than English: every message here is itself in brackets."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from matchmaker import locales
from matchmaker.importers.messages import messages
from matchmaker.services import saying
from models import User
from tests.factories.cast import Cast
from tests.factories.translations import bracketed
from tests.helpers import Browser

SignIn = Callable[[User], Browser]


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("translations")
    bracketed(messages(), "sv", folder)
    return folder


@pytest.fixture(autouse=True)
def _swedish(catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Before the application is made, which takes the folder then."""
    monkeypatch.setattr(locales, "FOLDER", catalogues)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    locales.messages_of.cache_clear()
    saying._said.cache_clear()


def swedish(browser: Browser) -> Browser:
    return browser.get("/listings").submit("/language", language="sv")


def test_a_form_says_its_labels_help_and_errors_in_the_language(
    browser: Callable[[], Browser],
) -> None:
    page = swedish(browser().get("/sign-in"))
    page.get("/sign-in").submit("/sign-in", email="", password="")
    assert "[Enter your e-mail address.]" in page.text
    assert page.page.find("label", {"for": "email"}).get_text(strip=True) == "[E-mail]"


def test_a_listing_keeps_its_own_language_on_a_page_in_another(sign_in: SignIn, cast: Cast) -> None:
    page = swedish(sign_in(cast.asker)).get(f"/listings/{cast.need.reference}")
    assert page.page.html["lang"] == "sv"
    assert page.page.h1["lang"] == cast.need.language
    assert "[At a glance]" in page.text
    assert "[Iron and steel]" in page.text


def test_navigation_and_an_error_page_are_in_the_language(sign_in: SignIn, cast: Cast) -> None:
    page = swedish(sign_in(cast.asker))
    assert "[Browse]" in page.page.find("nav", {"class": "site-nav"}).get_text()
    page.get("/listings/N-UNKNOWN")
    assert page.status == 404
    assert page.page.h1.get_text() == "[There is nothing here for you]"


def test_dates_and_numbers_are_written_as_the_language_does(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "sv"}):
        template = app.jinja_env.from_string("{{ day | date }}; {{ 12345.5 | number(1) }}")
        assert template.render(day=dt.date(2027, 5, 3)) == "3 maj 2027; 12\xa0345,5"
