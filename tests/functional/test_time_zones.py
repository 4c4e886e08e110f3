"""Times of day in the reader's own zone; last days, files and programs' values stay as they are."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from models import Organization, User
from models import vocabulary as v
from models.session import Sessions
from tests.factories.cast import Cast
from tests.helpers import Browser

SignIn = Callable[[User], Browser]


def live_in(sessions: Sessions, user: User, country: str, zone: str | None = None) -> None:
    with sessions.writing() as session:
        kept = session.get_one(User, user.id)
        kept.time_zone = zone
        owners = [membership.organization_id for membership in kept.memberships]
        change = update(Organization).where(Organization.id.in_(owners))
        session.execute(change.values(country=country))


@pytest.mark.parametrize(
    ("country", "zone", "told"),
    [
        ("IN", None, "1 September 2026, 17:30 IST"),
        ("NZ", "Pacific/Auckland", "2 September 2026, 00:00 NZST"),
        ("IN", "America/Sao_Paulo", "1 September 2026, 09:00 UTC−3"),
        ("US", None, "1 September 2026, 12:00 UTC"),
        ("SE", "Asia/Kathmandu", "1 September 2026, 17:45 UTC+5:45"),
        ("SE", "UTC", "1 September 2026, 12:00 UTC"),
    ],
)
def test_a_time_of_day_is_the_readers_and_names_its_zone(
    cast: Cast, sessions: Sessions, sign_in: SignIn, country: str, zone: str | None, told: str
) -> None:
    live_in(sessions, cast.auditor, country, zone)
    page = sign_in(cast.auditor).get("/audit")
    assert told in page.text
    assert {time["datetime"] for time in page.page.select("td time")} == {
        "2026-09-01T12:00:00+00:00"
    }


def test_one_reader_after_the_other_sees_times_of_the_own_zone(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    live_in(sessions, cast.auditor, "IN")
    auditor = sign_in(cast.auditor)
    assert "17:30 IST" in auditor.get("/audit").text
    live_in(sessions, cast.auditor, "SE")
    assert "14:00 CEST" in auditor.get("/audit").text


def test_files_stay_in_utc(cast: Cast, sessions: Sessions, sign_in: SignIn) -> None:
    live_in(sessions, cast.auditor, "IN")
    file = sign_in(cast.auditor).client.get("/audit/events.csv").get_data(as_text=True)
    assert "2026-09-01T12:00:00" in file
    assert "17:30" not in file


def test_the_last_day_to_answer_is_the_same_for_everybody(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    asker = sign_in(cast.asker)
    asker.get(f"/listings/{cast.need.reference}/matches/{cast.offer.reference}/introduction")
    asker.submit(
        "/introduction", cooperation=["co_development"], question="How hot?", about_us="A works."
    )
    path = asker.url
    sign_in(cast.officer).get(path).submit(
        f"{path}/approve", **dict.fromkeys(v.SCREENING_POINTS, "y")
    )
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # UTC+14 and UTC−11
        live_in(sessions, cast.answerer, "SE", zone)
        assert "Answer until 15 September 2026" in sign_in(cast.answerer).get(path).text


def test_a_zone_is_chosen_by_its_name_in_the_readers_language(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/account")
    labels = {one["value"]: one.get_text() for one in page.page.select("#time_zone option")}
    assert labels[""] == "India – Kolkata, as in your organization's country"
    assert labels["Europe/Stockholm"] == "Sweden – Stockholm (UTC+2)"
    page.submit("/account", time_zone="Europe/Stockholm")
    assert "Your details are saved" in page.text
    with sessions.reading() as session:
        assert session.get_one(User, cast.asker.id).time_zone == "Europe/Stockholm"
    page.submit("/account", time_zone="")
    with sessions.reading() as session:
        assert session.get_one(User, cast.asker.id).time_zone is None
    page.client.set_cookie("language", "es")
    labels = {o["value"]: o.get_text() for o in page.get("/account").page.select("option")}
    assert labels["Europe/Stockholm"] == "Suecia – Estocolmo (UTC+2)"


def test_a_zone_that_nobody_knows_is_refused_beside_its_field(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/account").submit("/account", time_zone="Mars/Phobos")
    assert page.status == 422
    assert "Time zone: Choose one of those that are offered." in page.text
    with sessions.reading() as session:
        assert session.get_one(User, cast.asker.id).time_zone is None


def test_where_a_country_has_several_zones_the_page_says_that_times_are_in_utc(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    said = "Until you choose yours, times are shown in UTC."
    browser = sign_in(cast.asker)
    assert said not in browser.get("/account").text
    live_in(sessions, cast.asker, "BR")
    assert said in browser.get("/account").text
    live_in(sessions, cast.asker, "BR", "America/Sao_Paulo")
    assert said not in browser.get("/account").text
