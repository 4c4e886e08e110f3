"""Users at the command line: added with a link or a password, refused with a reason."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from matchmaker.errors import InvalidFields, NotFound
from models import Organization, User
from models.session import Sessions
from tests.factories.listings import make_organization
from tests.functional.console import Console
from tests.functional.test_cli import add
from tests.helpers import PASSWORD, Browser


@pytest.fixture
def console(database: Path) -> Console:
    return Console(database.parent)


@pytest.fixture
def kiln_works(sessions: Sessions) -> Organization:
    with sessions.writing() as session:
        return make_organization(session, name="Kiln Works")


def test_a_new_user_gets_a_link_that_sets_the_password(
    console: Console, kiln_works: Organization, browser: Callable[[], Browser]
) -> None:
    said, link = add(console).stdout.splitlines()
    assert said.startswith("nia@example.org is Representative")
    assert said.endswith("of Kiln Works.")
    base, _, path = link.partition("http://127.0.0.1:8000")
    assert base == "To set the password, open within 7 days: "

    page = browser().get(path)
    page.submit(path.rpartition("/")[2], password=PASSWORD, again=PASSWORD)
    assert page.sign_in("nia@example.org").get("/account").url == "/account"


def test_a_password_is_read_from_standard_input(
    console: Console, kiln_works: Organization, browser: Callable[[], Browser]
) -> None:
    result = add(console, "--password-stdin", "--json", stdin=f"{PASSWORD}\n")
    assert json.loads(result.stdout) == {
        "email": "nia@example.org",
        "role": "representative",
        "set_password_link": "",
    }
    assert browser().sign_in("nia@example.org").get("/account").url == "/account"


def test_an_organization_may_be_named_by_its_reference(
    console: Console, kiln_works: Organization
) -> None:
    result = add(console, "--json", organization=kiln_works.reference)
    assert "/account/set-password/" in json.loads(result.stdout)["set_password_link"]


def test_the_same_address_again_adds_a_role_and_no_second_user(
    console: Console, kiln_works: Organization, sessions: Sessions
) -> None:
    for role in ("representative", "contributor", "contributor"):
        assert add(console, role=role).exit_code == 0
    with sessions.reading() as session:
        user = session.scalars(select(User)).one()
        assert {m.role for m in user.memberships} == {"representative", "contributor"}
        assert len(user.memberships) == 2


@pytest.mark.parametrize(
    ("changed", "error", "sentence"),
    [
        ({"organization": "Nobody"}, NotFound, 'There is no organization "Nobody".'),
        ({"email": "nobody"}, InvalidFields, "email: "),
        ({"name": " "}, InvalidFields, "name: must have 1 to 120 characters"),
        ({"role": "officer"}, InvalidFields, "role: officer does not belong to an organization"),
    ],
)
def test_a_user_that_cannot_be_is_refused_with_the_reason(
    console: Console,
    kiln_works: Organization,
    sessions: Sessions,
    changed: dict[str, str],
    error: type[Exception],
    sentence: str,
) -> None:
    result = add(console, **changed)
    assert result.exit_code == 1
    assert isinstance(result.exception, error)
    assert str(result.exception).startswith(sentence)
    with sessions.reading() as session:
        assert session.scalars(select(User)).all() == []


def test_a_short_password_is_refused(console: Console, kiln_works: Organization) -> None:
    result = add(console, "--password-stdin", stdin="short\n")
    assert str(result.exception) == "password: must have 15 to 200 characters, not 5"


def test_a_role_that_is_none_is_bad_usage(console: Console, kiln_works: Organization) -> None:
    result = add(console, role="king")
    assert result.exit_code == 2
    assert "'king' is not one of" in result.stderr
