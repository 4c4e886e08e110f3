"""The language of the interface: asked for by the browser, chosen, kept with the account."""

from collections.abc import Callable

import pytest

from matchmaker.locales import chosen
from models import User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.helpers import Browser

SignIn = Callable[[User], Browser]


def language_of(page: Browser) -> str:
    return str(page.page.html["lang"])


@pytest.mark.parametrize(
    ("asked", "given"),
    [("sv-SE,sv;q=0.9,en;q=0.8", "sv"), ("ja,es-MX;q=0.5", "es"), ("ja", "en"), ("*", "en")],
)
def test_a_visitor_gets_the_first_wish_that_is_offered(
    browser: Callable[[], Browser], asked: str, given: str
) -> None:
    page = browser()
    page.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = asked
    assert language_of(page.get("/sign-in")) == given


def test_a_choice_is_kept_by_the_browser_of_a_visitor(browser: Callable[[], Browser]) -> None:
    page = browser().get("/sign-in").submit("/language", language="sv")
    assert page.url == "/sign-in"
    assert language_of(page.get("/sign-in")) == "sv"


def test_a_choice_goes_with_the_account(cast: Cast, sessions: Sessions, sign_in: SignIn) -> None:
    sign_in(cast.asker).get("/listings").submit("/language", language="es")
    assert language_of(sign_in(cast.asker).get("/listings")) == "es"
    with sessions.reading() as session:
        assert session.get_one(User, cast.asker.id).language == "es"
        assert session.get_one(User, cast.answerer.id).language == ""


def test_a_language_that_is_not_offered_becomes_english() -> None:
    assert chosen(["xx", "", "tlh-Latn"]) == "en"
    assert chosen(["", "SV_se"]) == "sv"


def test_the_choice_leads_back_to_this_site_alone(sign_in: SignIn, cast: Cast) -> None:
    page = sign_in(cast.asker).get("/listings")
    page.submit("/language", language="sv", next="//elsewhere.example/")
    assert page.url == "/"
