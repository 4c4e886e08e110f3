"""Who may ask: a token and nothing else; and what is told to the others."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from matchmaker.app import create_app
from matchmaker.config import Config
from matchmaker.services import api_tokens, users
from matchmaker.services.sign_in import ADDRESS_LIMIT, actor_of
from models import ApiToken, SignInFailure, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import NOW
from tests.functional.api.program import ROOT, Program
from tests.helpers import PASSWORD, Browser

Programs = Callable[[User], Program]
SignIn = Callable[[User], Browser]
NEW = "another sentence for tests"


def test_a_token_tells_for_whom_it_speaks(cast: Cast, program: Programs) -> None:
    asked = program(cast.asker).get("/me")

    assert asked.status == 200
    assert asked.json["email"] == cast.asker.email
    assert [role["role"] for role in asked.json["roles"]] == ["representative"]
    assert asked.json["token"] == {
        "name": "Nightly report",
        "expires_at": (NOW + dt.timedelta(days=30)).isoformat(),
    }


def test_without_a_token_the_answer_says_how_to_send_one(app: Flask, cast: Cast) -> None:
    asked = Program(app).get(f"/listings/{cast.offer.reference}")

    assert asked.status == 401
    assert asked.answer.headers["WWW-Authenticate"] == 'Bearer realm="LeadIT Matchmaker"'
    assert "Authorization: Bearer" in asked.json["detail"]


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic bWU6bWU=",
        "wrong",
        "Bearer \xff\xfe",
        "Bearer a b",
    ],
)
def test_a_wrong_header_is_no_way_in(app: Flask, cast: Cast, header: str) -> None:
    asked = Program(app).get("/me", headers={"Authorization": header})

    assert asked.status == 401
    assert asked.answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_browser_that_is_signed_in_has_no_way_in(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.asker)

    assert browser.get("/account").status == 200
    assert browser.get(f"{ROOT}/me").status == 401
    answer = f"{ROOT}/listings/{cast.need.reference}/matches/{cast.offer.reference}/answer"
    assert browser.client.post(answer, json={"answer": "known"}).status_code == 401


def test_a_token_opens_no_page_and_leaves_no_cookie(
    cast: Cast, program: Programs, app: Flask
) -> None:
    asked = program(cast.asker).get("/me")

    assert "Set-Cookie" not in asked.answer.headers
    assert app.test_client().get("/account", headers=asked.headers).status_code == 302


def test_no_other_site_is_let_in(cast: Cast, program: Programs) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    asked = program(cast.asker).get("/me", headers=foreign)
    assert not [name for name, _ in asked.answer.headers if name.startswith("Access-Control")]

    preflight = Program(program(cast.asker).client.application).ask(
        "OPTIONS", "/me", headers=foreign
    )
    assert preflight.status == 401


def test_a_revoked_token_ends_at_once(cast: Cast, program: Programs, sessions: Sessions) -> None:
    asked = program(cast.asker)
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.asker.id))
        api_tokens.revoke(session, actor, session.scalars(select(ApiToken.id)).one(), now=NOW)

    assert asked.get("/me").status == 401
    assert "error=invalid_token" in asked.answer.headers["WWW-Authenticate"]


def test_a_new_password_ends_every_token(cast: Cast, program: Programs, sessions: Sessions) -> None:
    asked, other = program(cast.asker), program(cast.answerer)
    with sessions.writing() as session:
        user = session.get_one(User, cast.asker.id)
        users.set_password(session, actor_of(user), user, NEW, now=NOW)

    assert asked.get("/me").status == 401
    assert other.get("/me").status == 200


def test_a_disabled_person_has_no_program(
    cast: Cast, program: Programs, sessions: Sessions
) -> None:
    asked = program(cast.asker)
    with sessions.writing() as session:
        session.get_one(User, cast.asker.id).is_active = False

    assert asked.get("/me").status == 401


@pytest.mark.parametrize(("days", "status"), [(29, 200), (30, 401)])
def test_a_token_ends_when_it_said_that_it_would(
    app: Flask, database: object, cast: Cast, program: Programs, days: int, status: int
) -> None:
    asked = program(cast.asker)
    later = create_app(
        Config(database_url=f"sqlite:///{database}", secret_key="k" * 32),
        clock=lambda: NOW + dt.timedelta(days=days),
    )

    assert (
        Program(later, asked.headers["Authorization"].removeprefix("Bearer ")).get("/me").status
        == status
    )


def test_wrong_tokens_are_slowed_down_and_right_ones_are_not(
    app: Flask, cast: Cast, program: Programs, sessions: Sessions, sign_in: SignIn
) -> None:
    wrong = Program(app, "mm_wrong")
    statuses = [wrong.get("/me").status for _ in range(ADDRESS_LIMIT + 2)]

    assert statuses == [401] * ADDRESS_LIMIT + [429] * 2
    assert int(wrong.answer.headers["Retry-After"]) == 300
    assert program(cast.asker).get("/me").status == 200
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInFailure)) == ADDRESS_LIMIT
    page = Browser(app).sign_in(cast.asker.email, PASSWORD)
    assert page.get("/account").url == "/account"


def test_use_is_noted_once_a_minute(cast: Cast, program: Programs, sessions: Sessions) -> None:
    program(cast.asker).get("/me").get("/listings")

    with sessions.reading() as session:
        assert session.scalars(select(ApiToken.last_used_at)).all() == [NOW]


def test_a_token_is_stored_as_a_hash_alone(
    cast: Cast, token_of: Callable[[User], str], sessions: Sessions
) -> None:
    token = token_of(cast.asker)

    assert token.startswith(api_tokens.PREFIX)
    with sessions.reading() as session:
        row = session.scalars(select(ApiToken)).one()
        assert len(row.token_hash) == 64
        assert token not in str(vars(row))
