"""Programs that hold a token, and the people for whom they ask."""

from collections.abc import Callable

import pytest
from flask import Flask

from matchmaker.services import api_tokens
from matchmaker.services.sign_in import actor_of
from models import User
from models.session import Sessions
from tests.factories.listings import NOW
from tests.functional.api.program import Program


@pytest.fixture
def token_of(sessions: Sessions) -> Callable[[User], str]:
    """Makes a token of the user, valid for 30 days."""

    def make(user: User) -> str:
        with sessions.writing() as session:
            actor = actor_of(session.get_one(User, user.id))
            return api_tokens.create(session, actor, name="Nightly report", days=30, now=NOW)

    return make


@pytest.fixture
def program(app: Flask, token_of: Callable[[User], str]) -> Callable[[User], Program]:
    """A program that asks for the user."""
    return lambda user: Program(app, token_of(user))
