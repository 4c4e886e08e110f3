"""Which time zones there are, and the one of a country that has one."""

import pytest
from babel import dates
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import User
from models.session import Sessions
from models.time_zones import KNOWN, ZONE_MAX, sole_zone
from tests.factories.listings import make_user


@pytest.mark.parametrize(
    ("countries", "zone"),
    [
        (["IN"], "Asia/Kolkata"),
        (["SE", "SE"], "Europe/Stockholm"),
        (["US"], ""),
        (["IN", "SE"], ""),
        ([], ""),
        (["XX"], ""),
    ],
)
def test_a_country_with_one_zone_has_that_one(countries: list[str], zone: str) -> None:
    assert sole_zone(countries) == zone


def test_every_zone_that_can_be_chosen_can_be_read_and_stored() -> None:
    assert len(KNOWN) > 400
    for name in KNOWN:
        assert dates.get_timezone(name) is not None
        assert len(name) <= ZONE_MAX


def test_a_zone_that_nobody_knows_is_refused_by_its_name(sessions: Sessions) -> None:
    with sessions.writing() as session, pytest.raises(ValueError, match="time_zone: 'Mars/Phobos'"):
        make_user(session).time_zone = "Mars/Phobos"


def test_the_database_refuses_what_is_no_name_of_a_zone(sessions: Sessions) -> None:
    with sessions.writing() as session:
        make_user(session)
    change = text("UPDATE users SET time_zone = 'rubbish'")
    with pytest.raises(IntegrityError, match="zone_is_named"), sessions.writing() as session:
        session.execute(change)
    with sessions.reading() as session:
        assert session.query(User).one().time_zone is None
