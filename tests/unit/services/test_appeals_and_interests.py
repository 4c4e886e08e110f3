"""Appeals, own interests, and which officers may not decide."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotFound, NotPermitted
from matchmaker.services import (
    interests,
    introduction_appeals,
    introduction_requests,
    introductions,
)
from matchmaker.services.introduction_views import view_introduction
from matchmaker.services.sign_in import actor_of
from models import Introduction
from models.session import Sessions
from tests.factories.cast import Cast, make_cast
from tests.factories.listings import NOW, make_user
from tests.unit.services.test_screening import CONTENT, approve, refuse, told

LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Session]:
    with sessions.writing() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    cast = make_cast(session)
    for listing in (cast.need, cast.offer):
        listing.dual_use_listed = listing.state_funded_limits = False
    return cast


@pytest.fixture
def asked(session: Session, cast: Cast) -> Introduction:
    return introduction_requests.request(
        session, actor_of(cast.asker), cast.need, cast.offer, CONTENT, now=NOW
    )


@pytest.fixture
def flagged(cast: Cast, asked: Introduction) -> Introduction:
    cast.offer.dual_use_listed = True
    return asked


def test_a_refusal_is_appealed_once_and_decided_by_another_officer(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    refuse(session, cast.officer, asked)
    introduction_appeals.appeal(
        session, actor_of(cast.asker), asked, reason="It does fit.", now=LATER
    )

    assert (asked.state, asked.appeal, asked.decided_at) == ("requested", "It does fit.", None)
    assert told(session, "introduction_appealed") == {cast.approver.id}
    with pytest.raises(NotPermitted):
        approve(session, cast.officer, asked)
    refuse(session, cast.approver, asked)
    with pytest.raises(Conflict, match="once"):
        introduction_appeals.appeal(
            session, actor_of(cast.asker), asked, reason="Again.", now=LATER
        )


def test_who_has_refused_is_not_the_second_officer_of_the_appeal_either(
    session: Session, cast: Cast, flagged: Introduction
) -> None:
    refuse(session, cast.officer, flagged)
    introduction_appeals.appeal(
        session, actor_of(cast.asker), flagged, reason="It does fit.", now=LATER
    )
    approve(session, cast.approver, flagged)

    assert flagged.state == "screened"
    with pytest.raises(NotPermitted):
        refuse(session, cast.officer, flagged)
    third = make_user(session, cast.officer.memberships[0].organization, role="officer")
    assert approve(session, third, flagged).state == "approved"


def test_who_is_recused_is_not_told_that_a_case_is_flagged(
    session: Session, cast: Cast, flagged: Introduction
) -> None:
    secretariat = cast.officer.memberships[0].organization
    recused = make_user(session, secretariat, role="officer")
    interests.declare(
        session, actor_of(recused), cast.offer.organization, reason="Shares.", now=NOW
    )
    session.expire(recused)
    approve(session, cast.officer, flagged)

    assert told(session, "introduction_flagged") == {cast.approver.id}


def test_an_appeal_needs_a_text_a_live_listing_and_room(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    refuse(session, cast.officer, asked)
    asker = actor_of(cast.asker)
    for text in ("  ", "x" * 2_001):
        with pytest.raises(InvalidFields):
            introduction_appeals.appeal(session, asker, asked, reason=text, now=LATER)
    again = introduction_requests.request(session, asker, cast.need, cast.offer, CONTENT, now=LATER)
    with pytest.raises(Conflict):
        introduction_appeals.appeal(session, asker, asked, reason="It does fit.", now=LATER)
    introductions.withdraw(session, asker, again, now=LATER)
    cast.offer.state = "withdrawn"
    with pytest.raises(Conflict, match="not published"):
        introduction_appeals.appeal(session, asker, asked, reason="It does fit.", now=LATER)


def test_an_interest_recuses_from_every_case_of_the_organization(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    officer = actor_of(cast.officer)
    interests.declare(session, officer, cast.offer.organization, reason="Shares.", now=NOW)
    session.expire(cast.officer)
    recused = actor_of(cast.officer)

    with pytest.raises(NotPermitted):
        refuse(session, cast.officer, asked)
    assert view_introduction(recused, asked).parties[1].organization is None
    with pytest.raises(Conflict):
        interests.declare(session, recused, cast.offer.organization, reason="Shares.", now=NOW)

    [standing] = interests.standing(session, recused)
    assert standing.organization == cast.offer.organization.name
    interests.end(session, recused, standing.id, now=LATER)
    session.expire(cast.officer)
    refuse(session, cast.officer, asked)


def test_an_interest_is_declared_with_a_reason_and_ended_by_its_owner(
    session: Session, cast: Cast
) -> None:
    officer = actor_of(cast.officer)
    for text in ("", "x" * 501):
        with pytest.raises(InvalidFields):
            interests.declare(session, officer, cast.offer.organization, reason=text, now=NOW)
    row = interests.declare(session, officer, cast.offer.organization, reason="Kin.", now=NOW)
    with pytest.raises(NotFound):
        interests.end(session, actor_of(cast.approver), row.id, now=NOW)
    with pytest.raises(NotPermitted):
        interests.declare(
            session, actor_of(cast.asker), cast.offer.organization, reason="Kin.", now=NOW
        )
    names = [name for _reference, name in interests.choices(session, officer)]
    assert cast.need.organization.name in names
    with pytest.raises(NotFound):
        interests.chosen(session, "ORG-XXXXXXXX")
