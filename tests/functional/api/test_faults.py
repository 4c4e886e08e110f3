"""What a program is told when the database, and not the program, is at fault."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from matchmaker.app import create_app
from matchmaker.config import Config
from models import ApiToken, Feedback, User
from models import session as session_module
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import NOW
from tests.functional.api.program import Program

Programs = Callable[[User], Program]


def _refuse(_session: Session) -> None:
    raise StaleDataError("somebody else has changed the row")


@pytest.fixture
def overtaken() -> Iterator[Callable[[], None]]:
    """From the call on, every commit finds that somebody else was faster."""
    yield lambda: event.listen(Session, "before_commit", _refuse)
    if event.contains(Session, "before_commit", _refuse):
        event.remove(Session, "before_commit", _refuse)


def test_what_was_not_kept_is_not_told_as_done(
    cast: Cast, program: Programs, sessions: Sessions, overtaken: Callable[[], None]
) -> None:
    asked = program(cast.asker).get("/me")  # the use of the token is noted
    overtaken()
    path = f"/listings/{cast.need.reference}/matches/{cast.offer.reference}/answer"
    asked.post(path, {"answer": "known"})

    assert asked.status == 409
    assert "Somebody else was faster" in asked.json["detail"]
    with sessions.reading() as session:
        assert session.scalars(select(Feedback)).all() == []


def test_what_only_reads_is_answered_while_somebody_else_holds_the_lock(
    database: Path,
    cast: Cast,
    token_of: Callable[[User], str],
    sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_module, "BUSY_TIMEOUT_MS", 100)
    config = Config(database_url=f"sqlite:///{database}", secret_key="k" * 32)
    asked = Program(create_app(config, clock=lambda: NOW), token_of(cast.asker))
    path = f"/listings/{cast.need.reference}/matches/{cast.offer.reference}/answer"
    with sessions.writing() as session:
        assert asked.get("/me").status == 200
        assert session.scalars(select(ApiToken.last_used_at)).all() == [None]
        assert asked.post(path, {"answer": "known"}).status == 503
    assert asked.post(path, {"answer": "known"}).status == 200


def test_a_database_that_does_not_answer_is_told_and_when_to_ask_again(tmp_path: Path) -> None:
    empty = Config(database_url=f"sqlite:///{tmp_path / 'empty.db'}", secret_key="k" * 32)
    asked = Program(create_app(empty), "mm_any").get("/me")

    assert asked.status == 503
    assert asked.answer.headers["Retry-After"] == "5"
    assert "does not answer" in asked.json["detail"]
