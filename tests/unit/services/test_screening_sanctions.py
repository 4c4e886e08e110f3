"""A listed name in a case: flagged, cleared, confirmed, and with which list compared."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict
from matchmaker.importers.sanctions import read_list
from matchmaker.policies.actor import Actor
from matchmaker.services import (
    audit,
    introduction_requests,
    introductions,
    sanctions,
    sanctions_lists,
    screening,
)
from matchmaker.services.sign_in import actor_of
from models import Introduction, SanctionsHit
from models.session import Sessions
from tests.factories.cast import Cast, make_cast
from tests.factories.listings import NOW
from tests.unit.services.test_screening import CONTENT, approve, refuse, status


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
def load_list(session: Session, tmp_path: Path) -> Callable[[str], None]:
    def load(name: str) -> None:
        path = tmp_path / "list.csv"
        header = "name,aliases,type,country,programme,remark\n"
        path.write_text(f"{header}{name},,organization,,Programme A,\n")
        file = read_list(path)
        sanctions_lists.load(session, Actor.operator(), file, label="2026-09", now=NOW)

    return load


def test_a_party_that_resembles_a_listed_name_is_flagged_until_it_is_cleared(
    session: Session, cast: Cast, load_list: Callable[[str], None]
) -> None:
    load_list(cast.offer.organization.name)
    asked = introduction_requests.request(
        session, actor_of(cast.asker), cast.need, cast.offer, CONTENT, now=NOW
    )
    assert status(session, asked)["sanctions"] == "flag"
    [hit] = sanctions.hits(session, [cast.offer.organization_id])[cast.offer.organization_id]

    row = session.get_one(SanctionsHit, hit.id)
    sanctions.decide(
        session, actor_of(cast.officer), row, "clear", note="Another register number.", now=NOW
    )

    [point] = [p for p in screening.points(session, asked) if p.code == "sanctions"]
    assert (point.status, point.source) == ("clear", "2026-09")
    assert "Another register number." in point.facts[0]


def test_a_confirmed_name_bars_the_approval(
    session: Session, cast: Cast, load_list: Callable[[str], None]
) -> None:
    load_list(cast.offer.organization.name)
    asked = introduction_requests.request(
        session, actor_of(cast.asker), cast.need, cast.offer, CONTENT, now=NOW
    )
    [hit] = sanctions.hits(session, [cast.offer.organization_id])[cast.offer.organization_id]
    row = session.get_one(SanctionsHit, hit.id)
    sanctions.decide(session, actor_of(cast.officer), row, "confirm", note="It is.", now=NOW)
    with pytest.raises(Conflict, match="sanctions list"):
        approve(session, cast.officer, asked)
    refuse(session, cast.officer, asked)


def test_a_name_that_is_confirmed_after_the_approval_stops_the_release(
    session: Session, cast: Cast, asked: Introduction, load_list: Callable[[str], None]
) -> None:
    approve(session, cast.officer, asked)
    load_list(cast.need.organization.name)
    sanctions.check_organizations(session, [cast.need.organization], now=NOW)
    [hit] = sanctions.hits(session, [cast.need.organization_id])[cast.need.organization_id]
    row = session.get_one(SanctionsHit, hit.id)
    sanctions.decide(session, actor_of(cast.officer), row, "confirm", note="It is.", now=NOW)

    with pytest.raises(Conflict, match="cannot go on") as refused:
        introductions.consent(session, actor_of(cast.answerer), asked, now=NOW)
    assert "sanction" not in str(refused.value)
    sanctions.decide(session, actor_of(cast.officer), row, "clear", note="Not it.", now=NOW)
    assert introductions.consent(session, actor_of(cast.answerer), asked, now=NOW).introduced_at


def test_a_clean_list_says_with_which_version_it_was_compared(
    session: Session, cast: Cast, load_list: Callable[[str], None]
) -> None:
    load_list("Entirely Unlike Holding")
    asked = introduction_requests.request(
        session, actor_of(cast.asker), cast.need, cast.offer, CONTENT, now=NOW
    )
    approve(session, cast.officer, asked)
    assert screening.looks(session, asked)[0].sanctions_list == "2026-09"
    event = audit.trail(session, "introduction", asked.reference)[-1]
    assert event.details["sanctions_list"] == "2026-09"
