"""A form that is sent after the session has ended: nothing that was typed is lost, or taken."""

import inspect
import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from wtforms import PasswordField
from wtforms.fields.core import UnboundField

from matchmaker.web import send_again
from matchmaker.web.forms.base import Form
from models import Listing, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.helpers import PASSWORD, Browser

SignIn = Callable[[User], Browser]
TEXT = "\n Molten slag at 1500 °C gives its heat away <b>unused</b>, line one\r\nline two"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
GIVEN = {"title": "Heat of the slag", "problem": TEXT, "sectors": ["cement", "steel"]}


def send(page: Browser, address: str, headers: dict[str, str], **values: object) -> Browser:
    """Send the form at hand with what a browser says of where it comes from."""
    token = page.page.find("input", {"name": "csrf_token"})["value"]
    data = {"csrf_token": token, **values}
    return page._take(page.client.post(address, data=data, headers=headers))


def signed_out(page: Browser, cast: Cast, how: str) -> None:
    if how == "no cookie":
        page.client.delete_cookie("matchmaker")
        return
    with page.client.session_transaction() as cookie:
        cookie["_user_id"] = "a session that has ended"


@pytest.mark.parametrize("how", ["no cookie", "ended"])
def test_what_was_typed_is_sent_again_after_signing_in(
    cast: Cast, sessions: Sessions, sign_in: SignIn, how: str
) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    signed_out(page, cast, how)
    send(page, "/needs/new", FROM_HERE, **GIVEN, intent="save")
    assert page.status == 400
    assert "You were signed out" in page.text
    assert "Molten slag at 1500 °C" in page.text
    kept = page.html

    elsewhere = sign_in(cast.asker)
    page.client = elsewhere.client  # the same browser, signed in again in another tab
    page.html = kept
    send(page, "/needs/new", FROM_HERE, **values_of(page))
    assert f"as {cast.asker.name}" in page.text
    send(page, "/needs/new", FROM_HERE, **values_of(page))
    assert page.status in (302, 303)
    with sessions.reading() as session:
        listing = session.scalars(select(Listing).where(Listing.title == GIVEN["title"])).one()
        assert listing.problem == TEXT.strip().replace("\r\n", "\n")
        assert sorted(listing.sectors) == ["cement", "steel"]


def values_of(page: Browser) -> dict[str, list[str]]:
    form = page.page.select_one("form[data-send-again]")
    values: dict[str, list[str]] = {}
    for field in form.select("textarea"):
        values.setdefault(field["name"], []).append(field.text.removeprefix("\n"))
    return values


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}],
)
def test_what_another_site_has_filled_in_is_not_handed_back(
    cast: Cast, sign_in: SignIn, headers: dict[str, str]
) -> None:
    page = sign_in(cast.asker)
    answer = page.client.post("/needs/new", data=GIVEN, headers=headers)
    assert answer.status_code == 400
    assert "Molten slag" not in answer.text
    assert "load the page again" not in answer.text


@pytest.mark.parametrize(("headers", "is_told"), [(FROM_HERE, True), ({}, False)])
def test_what_was_not_taken_is_told_on_a_page_without_its_field(
    cast: Cast, sign_in: SignIn, headers: dict[str, str], is_told: bool
) -> None:
    page = sign_in(cast.asker).get("/matches")
    note = "Their slag cools too slowly for our mill. " * 40
    answer = f"/listings/{cast.need.reference}/matches/{cast.offer.reference}/answer"
    send(page, answer, headers, answer="interesting", note=note)

    assert page.status == 422
    assert "at most" in page.text
    assert ("Their slag cools too slowly" in page.text) is is_told


def test_why_it_was_not_taken_is_told_in_the_readers_language(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/matches").submit("/language", language="sv").get("/matches")
    answer = f"/listings/{cast.need.reference}/matches/{cast.offer.reference}/answer"
    send(page, answer, FROM_HERE, answer="interesting", note="x" * 501)

    assert page.status == 422
    assert "501 tecken" in page.text
    assert "characters" not in page.text
    assert "note:" not in page.text


def test_a_password_is_not_written_into_a_page(browser: Callable[[], Browser]) -> None:
    given = {"email": "a@b.example", "password": "a long sentence that is secret"}
    answer = browser().client.post("/sign-in", data=given, headers=FROM_HERE)
    assert answer.status_code == 400
    assert given["password"] not in answer.text


def test_a_password_is_not_told_where_it_was_not_taken(
    app: Flask, cast: Cast, sign_in: SignIn
) -> None:
    def full(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    page, new = sign_in(cast.asker).get("/account"), "another sentence for tests"
    engine = app.extensions["matchmaker"].sessions.engine
    event.listen(engine, "commit", full)
    values = {"current": PASSWORD, "password": new, "again": new}
    send(page, "/account/password", FROM_HERE, **values)
    event.remove(engine, "commit", full)

    assert page.status == 503
    assert PASSWORD not in page.html
    assert new not in page.html


def test_every_field_of_a_password_is_known_as_one(app: Flask) -> None:
    assert app.blueprints  # all forms are imported by now
    named = {name for form in forms_under(Form) for name in secrets_of(form)}
    assert named == send_again.SECRET


def forms_under(form: type[Form]) -> set[type[Form]]:
    return {form}.union(*(forms_under(each) for each in form.__subclasses__()))


def secrets_of(form: type[Form]) -> list[str]:
    made = inspect.getmembers(form, lambda value: isinstance(value, UnboundField))
    return [name for name, field in made if issubclass(field.field_class, PasswordField)]


def test_nothing_that_was_typed_is_logged(
    cast: Cast, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = sign_in(cast.asker)
    page.client.post("/needs/new", data=GIVEN, headers={"Origin": "http://localhost"})
    assert "Molten slag" not in caplog.text


def test_a_button_without_anything_typed_leads_to_signing_in(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/account")
    signed_out(page, cast, "ended")
    assert "/sign-in" in send_location(page)


def send_location(page: Browser) -> str:
    token = page.page.find("input", {"name": "csrf_token"})["value"]
    answer = page.client.post("/sign-out", data={"csrf_token": token}, headers=FROM_HERE)
    return answer.headers["Location"]
