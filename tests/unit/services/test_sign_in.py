"""Signing in: counted tries, sessions that end, and nothing that tells who has an account."""

import datetime as dt

import pytest

from matchmaker.errors import InvalidFields, NotFound, NotPermitted
from matchmaker.policies.actor import Actor
from matchmaker.services import sign_in, users
from models import SignInFailure, User, UserSession
from models.session import Sessions
from tests.factories.listings import NOW, make_organization, make_user

PASSWORD = "a sentence for tests only"
KEY = "k" * 32


@pytest.fixture(scope="module")
def password_hash() -> str:
    """Hashed once: argon2 is slow on purpose."""
    return users.hash_password(PASSWORD)


@pytest.fixture
def user(sessions: Sessions, password_hash: str) -> User:
    with sessions.writing() as session:
        return make_user(session, email="anna@example.org", password_hash=password_hash)


def _try(
    sessions: Sessions, password: str, *, email: str = "anna@example.org", now: dt.datetime = NOW
) -> User | None:
    with sessions.writing() as session:
        return sign_in.authenticate(session, email, password, address="127.0.0.1", now=now)


def test_the_right_password_opens_and_the_address_may_be_written_in_capitals(
    sessions: Sessions, user: User
) -> None:
    found = _try(sessions, PASSWORD, email=" Anna@Example.ORG ")
    assert found is not None
    assert found.id == user.id


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " ", "x" * 100_000])
def test_a_wrong_password_opens_nothing(sessions: Sessions, user: User, password: str) -> None:
    assert _try(sessions, password) is None


def test_the_sixth_try_on_an_account_is_refused_even_with_the_right_password(
    sessions: Sessions, user: User
) -> None:
    for _ in range(sign_in.ACCOUNT_LIMIT):
        assert _try(sessions, "wrong") is None
    with pytest.raises(NotPermitted, match="Too many attempts"):
        _try(sessions, PASSWORD)
    assert _try(sessions, PASSWORD, now=NOW + sign_in.ACCOUNT_WINDOW) is not None


def test_many_accounts_from_one_address_are_refused_too(sessions: Sessions, user: User) -> None:
    with sessions.writing() as session:
        for number in range(sign_in.ADDRESS_LIMIT - 1):
            earlier = {"email": f"nobody{number}@example.org", "address": "127.0.0.1", "at": NOW}
            session.add(SignInFailure(**earlier))
    assert _try(sessions, "wrong", email="nobody@example.org") is None
    with pytest.raises(NotPermitted):
        _try(sessions, PASSWORD)


def test_the_right_password_forgets_earlier_slips(sessions: Sessions, user: User) -> None:
    _try(sessions, "wrong")
    _try(sessions, PASSWORD)
    with sessions.reading() as session:
        assert session.query(SignInFailure).count() == 0


def test_a_disabled_user_cannot_sign_in_and_an_open_session_ends(
    sessions: Sessions, user: User
) -> None:
    with sessions.writing() as session:
        token = sign_in.open_session(session, session.get_one(User, user.id), now=NOW)
    with sessions.writing() as session:
        session.get_one(User, user.id).is_active = False
    assert _try(sessions, PASSWORD) is None
    with sessions.reading() as session:
        assert sign_in.recognise(session, token, now=NOW) is None


def test_who_belongs_to_no_organization_any_more_is_nobody(sessions: Sessions, user: User) -> None:
    with sessions.writing() as session:
        token = sign_in.open_session(session, session.get_one(User, user.id), now=NOW)
    with sessions.writing() as session:
        session.get_one(User, user.id).memberships = []
    assert _try(sessions, PASSWORD) is None
    with sessions.reading() as session:
        assert sign_in.recognise(session, token, now=NOW) is None


def test_a_session_ends_with_signing_out(sessions: Sessions, user: User) -> None:
    with sessions.writing() as session:
        token = sign_in.open_session(session, session.get_one(User, user.id), now=NOW)
        found = sign_in.recognise(session, token, now=NOW)
        assert found is not None
        assert found.actor.user_id == user.id
        sign_in.close_session(session, token)
        assert sign_in.recognise(session, token, now=NOW) is None


def test_the_database_holds_no_token(sessions: Sessions, user: User) -> None:
    with sessions.writing() as session:
        token = sign_in.open_session(session, session.get_one(User, user.id), now=NOW)
        assert token not in session.query(UserSession).one().token_hash


@pytest.mark.parametrize(
    ("role", "idle"), [("representative", sign_in.MEMBER_IDLE), ("officer", sign_in.STAFF_IDLE)]
)
def test_an_idle_session_ends_sooner_for_staff(
    sessions: Sessions, role: str, idle: dt.timedelta
) -> None:
    with sessions.writing() as session:
        token = sign_in.open_session(session, make_user(session, role=role), now=NOW)
    second = dt.timedelta(seconds=1)
    with sessions.reading() as session:
        assert sign_in.recognise(session, token, now=NOW + idle) is not None
        assert sign_in.recognise(session, token, now=NOW + idle + second) is None


def test_a_new_password_ends_every_session(sessions: Sessions, user: User) -> None:
    with sessions.writing() as session:
        mine = session.get_one(User, user.id)
        token = sign_in.open_session(session, mine, now=NOW)
        users.set_password(session, Actor.operator(), mine, "another long sentence", now=NOW)
        assert sign_in.recognise(session, token, now=NOW) is None


@pytest.mark.parametrize("password", ["short", "x" * 14, "x" * 201])
def test_a_password_of_the_wrong_length_is_refused(password: str) -> None:
    with pytest.raises(InvalidFields, match="15 to 200 characters"):
        users.hash_password(password)


def test_the_link_that_sets_a_password_works_once(sessions: Sessions, user: User) -> None:
    with sessions.writing() as session:
        mine = session.get_one(User, user.id)
        token = users.password_token(mine, KEY)
        assert users.user_for_token(session, token, KEY).id == user.id
        users.set_password(session, Actor.anonymous(), mine, "another long sentence", now=NOW)
        with pytest.raises(NotFound):
            users.user_for_token(session, token, KEY)


def test_a_forged_link_is_refused(sessions: Sessions, user: User) -> None:
    with sessions.reading() as session:
        token = users.password_token(session.get_one(User, user.id), "another key" * 4)
        for bad in (token, "", "nonsense", token[:-1]):
            with pytest.raises(NotFound):
                users.user_for_token(session, bad, KEY)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "no address"}),
        ("name", {"name": " "}),
        ("role", {"role": "king"}),
        ("role", {"role": "officer"}),
    ],
)
def test_a_user_that_cannot_be_is_refused_by_field(
    sessions: Sessions, field: str, values: dict[str, str]
) -> None:
    fields = {"email": "new@example.org", "name": "New", "role": "contributor", **values}
    with sessions.writing() as session:
        organization = make_organization(session)
        with pytest.raises(InvalidFields) as refused:
            users.add(session, Actor.operator(), organization=organization, now=NOW, **fields)
    assert list(refused.value.problems) == [field]


def test_an_unknown_user_is_refused_with_the_same_work_as_a_known_one() -> None:
    assert not users._hasher.check_needs_rehash(users._UNKNOWN)
    assert not users.password_fits(None, "nobody has this password")
