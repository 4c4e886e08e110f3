"""A person makes an API token, sees it once, and revokes it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaker.services import api_tokens
from matchmaker.services.sign_in import ACCOUNT_LIMIT, actor_of
from models import ApiToken, AuditEvent, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import NOW
from tests.functional.api.program import Program
from tests.helpers import PASSWORD, Browser

SignIn = Callable[[User], Browser]
PAGE = "/account/tokens"


def make(page: Browser, **values: object) -> Browser:
    fields = {"name": "Nightly report", "days": "30", "current": PASSWORD}
    return page.get(PAGE).submit(PAGE, **(fields | values))


def shown(page: Browser) -> str:
    """The token that the page shows, if it shows one."""
    field = page.page.find(id="made")
    return field.get_text() if field else ""


def test_a_token_is_made_shown_once_and_works(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/account").get(PAGE)
    assert "You have no tokens" in page.text

    token = shown(make(page))
    assert re.fullmatch(r"mm_[\w-]{43}", token)
    assert Program(app, token).get("/me").status == 200

    assert token not in page.get(PAGE).html
    assert "Nightly report" in page.text
    assert "1 October 2026" in page.text
    assert "Last used just now" in page.text


def test_the_account_page_leads_there(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/account")
    assert page.page.find("a", href=PAGE)


def test_the_page_explains_how_to_use_a_token(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get(PAGE)
    assert 'curl -H "Authorization: Bearer mm_…"' in page.text
    assert "http://127.0.0.1:8000/api/v1/listings?kind=need&sector=steel" in page.text
    assert page.page.find("a", href="/api/v1/openapi.json")


def test_a_revoked_token_is_gone_and_both_steps_are_logged(
    app: Flask, cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker)
    token = shown(make(page, name="Plover watcher"))
    page.get(PAGE).submit("/revoke")

    assert "The token is revoked" in page.text
    assert "You have no tokens" in page.text
    assert Program(app, token).get("/me").status == 401
    with sessions.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action.like("api_token.%")))
        told = {event.action: event.details for event in events}
    assert set(told) == {"api_token.created", "api_token.revoked"}
    assert told["api_token.created"] == {"expires": "2026-10-01"}
    assert "Plover" not in str(told)


def test_nobody_revokes_the_token_of_another(
    app: Flask, cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    token = shown(make(sign_in(cast.asker)))
    with sessions.reading() as session:
        token_id = session.scalars(select(ApiToken.id)).one()
    page = sign_in(cast.answerer).get(PAGE)

    assert "Nightly report" not in page.text
    assert page.post(f"{PAGE}/{token_id}/revoke").status == 404
    assert Program(app, token).get("/me").status == 200


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": ""}, "Give the token a name."),
        ({"name": " "}, "Give the token a name."),
        ({"name": "x" * 81}, "Has 81 characters, at most 80 are allowed."),
        ({"name": "two\nlines"}, "in one line"),
        ({"days": "366"}, "Choose one of those"),
        ({"days": "many"}, "Choose one of those"),
        ({"current": ""}, "Enter your present password."),
        ({"current": "not this one at all"}, "not your present password"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_makes_no_token(
    cast: Cast, sessions: Sessions, sign_in: SignIn, values: dict[str, str], told: str
) -> None:
    page = make(sign_in(cast.asker), **values)

    assert page.status == 422
    assert told in page.text
    assert shown(page) == ""
    with sessions.reading() as session:
        assert session.scalars(select(ApiToken)).all() == []


def test_guessing_the_password_there_is_slowed_down(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker)
    statuses = [make(page, current="a wrong guess").status for _ in range(ACCOUNT_LIMIT + 1)]

    assert statuses == [422] * ACCOUNT_LIMIT + [429]
    assert make(page).status == 429


def test_there_are_not_more_tokens_than_somebody_can_watch(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.asker.id))
        for number in range(api_tokens.MOST):
            api_tokens.create(session, actor, name=f"No. {number}", days=1, now=NOW)
    page = make(sign_in(cast.asker))

    assert page.status == 409
    assert "Revoke one that is not in use first" in page.text


def test_an_expired_token_is_told_apart(cast: Cast, sessions: Sessions, sign_in: SignIn) -> None:
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.asker.id))
        api_tokens.create(session, actor, name="Old", days=1, now=NOW)
        session.scalars(select(ApiToken)).one().expires_at = NOW
    page = sign_in(cast.asker).get(PAGE)

    assert "Expired" in page.text
    assert "Remove" in page.text


@pytest.mark.parametrize("days", [0, -1, 366, 10**9])
def test_no_token_lives_longer_than_a_year(sessions: Sessions, cast: Cast, days: int) -> None:
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.asker.id))
        with pytest.raises(api_tokens.InvalidFields, match="days"):
            api_tokens.create(session, actor, name="x", days=days, now=NOW)
