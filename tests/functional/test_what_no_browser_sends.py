"""Numbers that no database holds and titles that no file takes: refused, never an error of ours."""

import pytest

from matchmaker.services import reports
from tests.factories.listings import NOW
from tests.factories.milestones import make_milestone

LONG = "9" * 5_000  # more digits than Python turns into a number


def test_a_version_of_many_digits_is_none(cast, sessions, sign_in):
    with sessions.writing() as session:
        row = make_milestone(session, session.merge(cast.asker).memberships[0].organization)
    page = sign_in(cast.asker).get(f"/organization/milestones/{row.reference}")
    assert page.submit(row.reference, version=LONG, title="Another line").status == 200

    officer = sign_in(cast.officer)
    officer.get("/partnerships/new").submit("/partnerships/new", name="Harbour–Hill")
    address = f"{officer.url}/edit"
    assert officer.get(address).submit("/edit", version=LONG, summary="Steel.").status == 200


def test_a_form_without_its_version_is_answered_as_a_form(cast, sessions, sign_in):
    with sessions.writing() as session:
        row = make_milestone(session, session.merge(cast.asker).memberships[0].organization)
    person = sign_in(cast.asker).get(f"/organization/milestones/{row.reference}")

    assert person.post(f"/organization/milestones/{row.reference}").status in (200, 422)


@pytest.mark.parametrize("address", ["/secretariat/interests/{}/end", "/account/tokens/{}/revoke"])
def test_an_id_that_no_database_holds_is_nobodys(cast, sign_in, address):
    officer = sign_in(cast.officer).get("/secretariat/interests")
    assert officer.post(address.format("9" * 30)).status == 404


@pytest.mark.parametrize("title", ["Report\x0b2026", "Report\x002026", "Report\n2026"])
def test_a_frozen_title_fits_into_every_file(cast, sign_in, title):
    officer = sign_in(cast.officer).get("/secretariat/reports/new")
    year = reports.year(NOW.year, NOW.date())
    given = {"title": title, "start": year.start.isoformat(), "end": year.end.isoformat()}
    officer.post("/secretariat/reports/preview", **given)
    assert officer.status == 422
    assert "control characters" in officer.text
