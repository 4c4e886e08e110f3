"""The first page: for each role what waits, and what to do next."""

import datetime as dt

import pytest

from matchmaker.services import introduction_requests, introductions
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import AuditEvent
from tests.factories.cast import TICKED
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
    make_user,
)
from tests.factories.matches import make_match


@pytest.fixture
def person(sessions, password_hash, sign_in):
    """A signed-in browser of a new user with ``role`` in a new organization."""

    def make(role, **organization):
        with sessions.writing() as session:
            user = make_user(
                session,
                make_organization(session, **organization),
                role=role,
                password_hash=password_hash,
            )
        return sign_in(user)

    return make


def tile(browser, label):
    for found in browser.page.select(".stat"):
        if found.select_one(".stat-label").get_text() == label:
            return found.select_one(".stat-value").get_text()
    raise AssertionError(f"no tile {label}")


def test_who_is_not_signed_in_is_led_to_the_sign_in(browser):
    assert browser().get("/").url == "/sign-in"


def test_a_member_sees_own_listings_with_their_matches(cast, sessions, sign_in):
    with sessions.writing() as session:
        need = session.merge(cast.need)
        make_match(session, need, make_offer(session), rank=2, band="strong")
        old = NOW - dt.timedelta(days=30)
        make_match(session, need, make_offer(session), rank=3, band="strong", first_seen_at=old)
        hidden = make_offer(session, hidden_from=[need.organization])
        make_match(session, need, hidden, rank=4, band="strong")

    browser = sign_in(cast.asker).get("/")

    assert "2 strong matches 1 good match" in browser.text
    assert "2 new this week" in browser.text
    assert cast.offer.title not in browser.text


def test_what_is_not_published_yet_stands_apart(cast, sessions, sign_in):
    with sessions.writing() as session:
        organization = session.merge(cast.need.organization)
        for state in ("draft", "submitted", "changes_requested", "withdrawn"):
            make_need(session, organization, title=f"A {state} need", state=state)

    browser = sign_in(cast.asker).get("/")

    section = browser.text.partition("Not published yet")[2]
    assert all(f"A {state} need" in section for state in ("draft", "submitted"))
    assert "A changes_requested need" in section
    assert "A withdrawn need" not in browser.text


def test_introductions_that_wait_for_the_reader_come_first(cast, sessions, sign_in):
    with sessions.writing() as session:
        made = introduction_requests.request(
            session,
            actor_of(session.merge(cast.asker)),
            session.merge(cast.need),
            session.merge(cast.offer),
            Request(("licence",), "", "A steelworks."),
            now=NOW,
        )
        introductions.decide(
            session,
            actor_of(session.merge(cast.officer)),
            made,
            "approve",
            checklist=TICKED,
            now=NOW,
        )

    text = sign_in(cast.answerer).get("/").text

    assert 0 < text.index("Introductions waiting for you") < text.index("Your published listings")
    assert "Introductions waiting for you" not in sign_in(cast.asker).get("/").text


def test_a_new_member_is_invited_to_post_a_need(person):
    browser = person("representative").get("/")

    assert "Post your first need" in browser.text
    assert browser.page.find("a", href="/needs/new")


def test_an_institute_sees_the_needs_that_fit_each_once(cast, sessions, password_hash, sign_in):
    with sessions.writing() as session:
        institute = make_organization(session, type="institute")
        user = make_user(session, institute, password_hash=password_hash)
        hidden = make_need(session, title="Hidden need", hidden_from=[institute])
        for _ in range(2):
            capability = make_capability(session, institute)
            make_match(session, capability, session.merge(cast.need))
            make_match(session, capability, hidden, rank=2)

    browser = sign_in(user).get("/")

    assert "Needs that fit your capabilities" in browser.text
    assert len(browser.page.select(".need-fit")) == 1
    assert cast.need.title in browser.text
    assert "Hidden need" not in browser.text


def test_an_officer_sees_counts_the_oldest_and_the_next_cases(cast, sessions, sign_in):
    with sessions.writing() as session:
        introduction_requests.request(
            session,
            actor_of(session.merge(cast.asker)),
            session.merge(cast.need),
            session.merge(cast.offer),
            Request(("licence",), "", "A steelworks."),
            now=NOW - dt.timedelta(days=9),
        )
        make_need(session, state="submitted")

    browser = sign_in(cast.officer).get("/")

    assert tile(browser, "Listings to check") == "1"
    assert tile(browser, "Introductions to decide") == "1"
    assert tile(browser, "Oldest waiting") == "1 week"
    assert len(browser.page.select(".todo-row")) == 2


def test_an_auditor_sees_the_latest_events_and_that_the_chain_holds(cast, sign_in):
    browser = sign_in(cast.auditor).get("/")

    assert "The chain holds" in browser.text
    assert "Ada Auditor signed in" in browser.text


def test_an_auditor_is_warned_of_a_broken_chain(cast, sessions, sign_in):
    browser = sign_in(cast.auditor)
    with sessions.writing() as session:
        session.add(
            AuditEvent(
                id=99,
                at=NOW,
                actor="user:1",
                role="officer",
                action="listing.publish",
                subject_type="listing",
                subject_reference="ND-1",
                details={},
                previous_hash="0" * 64,
                hash="f" * 64,
            )
        )

    assert "The chain is broken" in browser.get("/").text
    assert "Row 99" in browser.text


def test_a_focal_point_sees_counts_of_the_own_country_and_no_small_ones(person, sessions):
    with sessions.writing() as session:
        for country, number in (("NO", 6), ("SE", 9)):
            for _ in range(number):
                make_offer(session, make_organization(session, country=country))
        make_need(session, make_organization(session, country="NO"), title="A lonely need")
        make_offer(session, make_organization(session, country="NO"), state="draft")

    browser = person("focal_point", type="government", country="NO").get("/")

    cells = [cell.get_text() for cell in browser.page.select("tbody td")]
    assert "Supply and demand in Norway" in browser.text
    assert cells == ["6", "< 5", "< 5"]
    assert "A lonely need" not in browser.text


def test_an_administrator_sees_jobs_and_the_encoder_and_no_content(person, sessions):
    with sessions.writing() as session:
        make_need(session, title="A need of somebody")

    browser = person("administrator", type="secretariat").get("/")

    assert tile(browser, "Jobs failed") == "0"
    assert tile(browser, "Encoder") == "hashing"
    assert "A need of somebody" not in browser.text
