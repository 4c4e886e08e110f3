"""Milestones: a representative reports, a contributor reads, the secretariat sees all."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import AuditEvent, Milestone
from tests.factories.listings import NOW, make_organization, make_user
from tests.factories.milestones import make_milestone

GOOD = {
    "title": "First heat without coal",
    "event": "cop31",
    "activity": "demonstration",
    "state": "achieved",
    "achieved_on": NOW.date().isoformat(),
    "link": "https://steel.example/heat",
}


@pytest.fixture
def own(cast, sessions):
    with sessions.writing() as session:
        return make_milestone(session, session.merge(cast.need.organization))


def new_path(cast):
    return f"/organization/{cast.need.organization.reference}/milestones/new"


def test_a_representative_reports_a_milestone(cast, sessions, sign_in):
    browser = sign_in(cast.asker).get("/organization/milestones")
    assert "No milestone yet" in browser.text

    browser.get(new_path(cast)).submit("/new", **GOOD)

    assert browser.url == "/organization/milestones"
    assert "First heat without coal" in browser.text
    assert "COP31, Antalya 2026" in browser.text
    with sessions.reading() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.subject_type == "milestone")
        ).one()
        assert event.action == "milestone.report"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 161),
        ("text", "x" * 2_001),
        ("event", "cop99"),
        ("activity", ""),
        ("link", "http://steel.example"),
        ("link", "javascript:alert(1)"),
        ("achieved_on", ""),
        ("achieved_on", (NOW.date() + dt.timedelta(days=1)).isoformat()),
    ],
)
def test_what_cannot_be_taken_is_said(cast, sign_in, sessions, field, value):
    browser = sign_in(cast.asker).get(new_path(cast)).submit("/new", **{**GOOD, field: value})

    assert browser.status == 422
    assert browser.page.select(".error-summary")
    with sessions.reading() as session:
        assert session.scalar(select(Milestone)) is None


def test_a_day_is_for_achieved_milestones_alone(cast, sign_in):
    browser = sign_in(cast.asker).get(new_path(cast)).submit("/new", **{**GOOD, "state": "planned"})

    assert "Leave this empty" in browser.text


def test_a_milestone_is_changed_and_removed(cast, own, sessions, sign_in):
    path = f"/organization/milestones/{own.reference}"
    browser = sign_in(cast.asker).get(path).submit(own.reference, title="Two pilot lines")
    assert "Two pilot lines" in browser.text
    browser.get(path).submit(own.reference)  # nothing new: nothing to log
    browser.get(path).submit("/remove")
    assert "No milestone yet" in browser.text
    with sessions.reading() as session:
        query = select(AuditEvent.action).where(AuditEvent.subject_type == "milestone")
        assert session.scalars(query).all() == ["milestone.change", "milestone.remove"]


def test_of_two_who_change_it_the_second_reads_it_again(cast, own, sign_in):
    path = f"/organization/milestones/{own.reference}"
    late = sign_in(cast.asker).get(path)
    sign_in(cast.asker).get(path).submit(own.reference, title="Sooner")

    assert late.submit(own.reference, title="Later").status == 409
    assert late.get(path).submit(own.reference, link="http://x.example").status == 422


def test_a_contributor_reads_and_writes_none(cast, own, sessions, sign_in, password_hash):
    with sessions.writing() as session:
        organization = session.merge(cast.need.organization)
        user = make_user(session, organization, role="contributor", password_hash=password_hash)
    browser = sign_in(user).get("/organization/milestones")

    assert own.title in browser.text
    assert "New milestone" not in browser.text
    assert browser.get(f"/organization/milestones/{own.reference}").status == 404
    assert browser.get(new_path(cast)).status == 404


def test_another_member_sees_none_of_it(cast, own, sign_in):
    browser = sign_in(cast.answerer).get("/organization/milestones")

    assert own.title not in browser.text
    assert browser.get(f"/organization/milestones/{own.reference}").status == 404
    assert browser.get("/secretariat/milestones").status == 404


@pytest.mark.parametrize("who", ["officer", "auditor"])
def test_the_secretariat_sees_all_by_event(cast, own, sessions, sign_in, who):
    with sessions.writing() as session:
        other = make_organization(session, name="Aurora Glass")
        make_milestone(session, other, event="cop30", title="A guideline", text="More.")
    browser = sign_in(getattr(cast, who)).get("/secretariat/milestones")
    assert "2 milestones" in browser.text
    assert "Aurora Glass" in browser.text

    browser.get("/secretariat/milestones?event=cop30")
    assert "A guideline" in browser.text
    assert own.title not in browser.text
    assert "No milestone fits" in browser.get("/secretariat/milestones?state=achieved").text
    assert browser.get("/organization/milestones").status == 404


def test_the_database_refuses_what_the_form_refuses(cast, sessions):
    for wrong in ({"state": "achieved"}, {"link": "http://x.example"}, {"title": "x" * 161}):
        with pytest.raises(IntegrityError), sessions.writing() as session:
            make_milestone(session, session.merge(cast.need.organization), **wrong)
