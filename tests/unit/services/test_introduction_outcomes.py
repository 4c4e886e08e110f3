"""Outcomes of an introduction: reported by a party, confirmed by the other."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotFound, NotPermitted
from matchmaker.services import introductions, outcome_answers, outcomes
from matchmaker.services.introduction_requests import request
from matchmaker.services.outcome_values import Report
from matchmaker.services.sign_in import actor_of
from models import Introduction, User
from models.session import Sessions
from tests.factories.cast import TICKED, Cast, make_cast
from tests.factories.listings import NOW, make_user
from tests.unit.services.test_introductions import GOOD, LONG


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


@pytest.fixture
def asked(session: Session, cast: Cast) -> Introduction:
    return request(session, actor_of(cast.asker), cast.need, cast.offer, GOOD, now=NOW)


@pytest.fixture
def approved(session: Session, cast: Cast, asked: Introduction) -> Introduction:
    return introductions.decide(
        session, actor_of(cast.officer), asked, "approve", checklist=TICKED, now=NOW
    )


@pytest.fixture
def introduced(session: Session, cast: Cast, approved: Introduction) -> Introduction:
    return introductions.consent(session, actor_of(cast.answerer), approved, now=NOW)


def _report(session: Session, user: User, introduction: Introduction, **changed: object):
    given = {"stage": "met", "happened_on": NOW.date()} | changed
    return outcomes.report(session, actor_of(user), introduction, Report(**given), now=NOW)


def test_nothing_comes_of_what_is_not_introduced(
    session: Session, cast: Cast, approved: Introduction
) -> None:
    with pytest.raises(Conflict, match="once the parties are introduced"):
        _report(session, cast.asker, approved)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"stage": "wedding"}, "stage"),
        ({"happened_on": NOW.date() + dt.timedelta(days=1)}, "happened_on"),
        ({"note": LONG}, "note"),
    ],
)
def test_an_outcome_that_cannot_be_names_its_field(
    session: Session, cast: Cast, introduced: Introduction, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidFields) as refused:
        _report(session, cast.asker, introduced, **changed)
    assert list(refused.value.problems) == [field]


def test_an_outcome_is_confirmed_once_and_by_the_other_party(
    session: Session, cast: Cast, introduced: Introduction
) -> None:
    outcome = _report(session, cast.asker, introduced)
    for user, number, error in (
        (cast.asker, outcome.id, NotPermitted),
        (cast.answerer, outcome.id + 1, NotFound),
    ):
        with pytest.raises(error):
            outcome_answers.confirm(session, actor_of(user), introduced, number, now=NOW)
    outcome_answers.confirm(session, actor_of(cast.answerer), introduced, outcome.id, now=NOW)
    assert outcome.confirmed_at == NOW
    with pytest.raises(Conflict, match="confirmed already"):
        outcome_answers.confirm(session, actor_of(cast.answerer), introduced, outcome.id, now=NOW)


def test_a_stranger_neither_answers_nor_reports(
    session: Session, cast: Cast, introduced: Introduction
) -> None:
    stranger = make_user(session)
    with pytest.raises(NotPermitted):
        introductions.consent(session, actor_of(stranger), introduced, now=NOW)
    with pytest.raises(NotPermitted):
        _report(session, stranger, introduced)
