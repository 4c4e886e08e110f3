"""The audit log on screen: plain words, newest first, filtered, paged, for those who may read."""

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import delete

from matchmaker.policies.actor import Actor
from matchmaker.services import audit
from matchmaker.services.sign_in import actor_of
from models import DeclaredInterest, Membership, User, UserSession
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY
from tests.factories.listings import NOW
from tests.faults import cases

WORKER = Actor.worker()


@pytest.fixture
def log(sessions):
    """Add events of one action and subject; the database's own come on top."""

    def add(action, subject, number=1, at=NOW, actor=WORKER, noun="listing", **details):
        with sessions.writing() as session:
            for _ in range(number):
                audit.record(session, actor, action, noun, subject, now=at, details=details)

    return add


@pytest.fixture
def auditor(cast, sign_in):
    return sign_in(cast.auditor)


@pytest.fixture
def case(sessions, cast):
    """The reference of a request that Olga Officer has approved."""
    number = cases.request(sessions, cast)
    cases.approve(sessions, cast, number)
    return cases.reference(sessions, number)


def sentences(browser):
    return [" ".join(cell.get_text(" ").split()) for cell in browser.page.select("td.audit-what")]


def numbers(browser):
    return [int(cell.get_text()) for cell in browser.page.select("tbody td.num")]


def test_the_newest_event_stands_first_and_reads_as_a_sentence(auditor, log):
    log("listing.publish", "ND-ONE", reason="no check needed")
    log("listing.withdraw", "ND-TWO")

    auditor.get("/audit")

    assert sentences(auditor)[0] == "The system withdrew listing ND-TWO ."
    assert sentences(auditor)[1] == "The system published listing ND-ONE . “no check needed”"
    assert "The chain holds" in auditor.text


def test_an_approval_says_who_and_by_which_rules(auditor, case):
    auditor.get(f"/audit?action=introduction.approve&subject={case}")

    (said,) = sentences(auditor)
    assert said.startswith(f"Olga Officer approved introduction {case} .")
    assert "rules 2026-11" in said


def test_events_are_filtered_by_each_field_and_by_several(auditor, log, cast, case):
    log("listing.publish", "ND-ONE", at=NOW - dt.timedelta(days=3))
    log("listing.publish", "ND-TWO")
    log("listing.expire", "ND-TWO")

    def found(query):
        return len(sentences(auditor.get(f"/audit?{query}")))

    assert found("action=listing") == 3
    assert found("action=listing.publish") == 2
    assert found("subject=ND-ONE") == 1
    assert found("first=2026-08-29&last=2026-08-29") == 1
    assert found("first=2026-08-30&action=listing.publish") == 1
    assert found("last=2026-08-29") == 1
    assert found("action=listing.publish&subject=ND-TWO") == 1
    assert found("person=olga+officer") == found("person=olga.officer@example.org") == 1
    assert found("person=worker&action=listing&last=2026-08-29") == 1
    assert found("role=representative") == 1
    assert found("role=officer&person=Olga+Officer&action=introduction") == 1
    assert found("organization=Kestrel+works") == 1
    assert found("organization=Kestrel+works&action=introduction.request") == 1
    assert found("role=worker&action=listing.expire") == 1
    assert found("action=desk.unknown") == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=never", "From day (UTC): write the day as 2026-11-23"),
        ("last=2026-13-01", "To day (UTC): write the day as 2026-11-23"),
        ("first=2026-09-02&last=2026-09-01", "To day (UTC): must not be before the first day"),
        ("person=nobody", "Person: nobody of this name"),
        ("organization=nowhere", "Person's organization: no organization of this name"),
        ("person=Olga+Officer&organization=Kestrel+works", "Person: is not of this organization"),
    ],
)
def test_a_filter_that_cannot_be_read_is_said_and_nothing_is_shown(auditor, query, said):
    auditor.get(f"/audit?{query}")

    assert auditor.status == 422
    assert said in auditor.text
    assert sentences(auditor) == []


ODD = ("before=0", "after=99999", "before=x", "last=9999-12-31", "first=0001-01-01")
VERY_ODD = ("person=user:" + "9" * 40, "before=" + "9" * 18, "before=" + "9" * 40, "action=%00")


@pytest.mark.parametrize("query", [*ODD, *VERY_ODD])
def test_odd_filters_do_no_harm(auditor, query):
    assert auditor.get(f"/audit?{query}").status in (200, 422)


def test_nothing_found_says_so(auditor):
    assert "No event fits these filters" in auditor.get("/audit?subject=ND-NONE").text


def test_pages_are_stable_while_events_are_added(auditor, log):
    log("listing.publish", "ND-ONE", number=120)
    first = numbers(auditor.get("/audit?action=listing.publish"))
    older = auditor.page.find("a", rel="next")["href"]
    log("listing.publish", "ND-TWO", number=5)

    second = numbers(auditor.get(older))
    third = numbers(auditor.get(auditor.page.find("a", rel="next")["href"]))
    assert auditor.page.find("a", rel="next") is None
    assert (len(first), len(second), len(third)) == (50, 50, 20)
    assert first + second + third == sorted({*first, *second, *third}, reverse=True)

    assert numbers(auditor.get(auditor.page.find("a", rel="prev")["href"])) == second
    assert numbers(auditor.get(auditor.page.find("a", rel="prev")["href"])) == first


def test_many_events_are_counted_up_to_a_thousand(auditor, log):
    log("listing.publish", "ND-ONE", number=1_001)
    assert "More than 1,000 events" in auditor.get("/audit?action=listing.publish").text


def test_the_story_of_a_case_tells_each_step_and_the_time_between(auditor, case, log):
    log("introduction.expire", case, at=NOW + dt.timedelta(days=14), noun="introduction")

    auditor.get(f"/audit/introduction/{case}")

    steps = [step.get_text() for step in auditor.page.select(".timeline .event-title")]
    assert steps == [
        f"Asha kestrel requested introduction {case}.",
        f"Olga Officer approved introduction {case}.",
        f"The system ended introduction {case}, which was not answered in time.",
    ]
    assert "2 weeks after the step before" in auditor.text
    assert "3 events in 2 weeks" in auditor.text


def test_a_story_of_nothing_is_not_there(auditor):
    assert auditor.get("/audit/introduction/IN-NONE").status == 404


def test_who_is_gone_is_a_former_user(auditor, sessions, cast, case):
    with sessions.writing() as session:
        for model in (Membership, UserSession):
            session.execute(delete(model).where(model.user_id == cast.asker.id))
        session.execute(delete(User).where(User.id == cast.asker.id))

    auditor.get(f"/audit/introduction/{case}")

    assert f"A former user requested introduction {case}." in auditor.html
    assert ASKING_CANARY not in auditor.html.lower()


@pytest.mark.parametrize("how", ["interest", "membership"])
def test_who_is_partial_reads_members_without_names(sessions, cast, sign_in, case, how):
    with sessions.writing() as session:
        if how == "interest":
            session.add(
                DeclaredInterest(
                    user_id=cast.officer.id,
                    organization_id=cast.need.organization_id,
                    reason="Shares.",
                    declared_at=NOW,
                )
            )
        else:
            session.add(
                Membership(
                    user_id=cast.officer.id,
                    organization_id=cast.offer.organization_id,
                    role="contributor",
                )
            )
    officer = sign_in(cast.officer)

    for path in ("/audit", f"/audit/introduction/{case}", "/audit/events.csv"):
        officer.get(path)
        said = officer.html if path.endswith("csv") else officer.text  # not the reader's own frame
        assert officer.status == 200
        assert "A member requested" in said
        assert "Olga Officer approved" in said
        assert ASKING_CANARY not in said.lower()
        assert OTHER_CANARY not in said.lower()
    for query in (f"person=Asha+{ASKING_CANARY}", "organization=Kestrel+Works"):
        assert officer.get(f"/audit?{query}").status == 422


def test_the_filtered_rows_are_downloaded_and_no_cell_is_a_formula(auditor, sessions, cast, log):
    with sessions.writing() as session:
        officer = session.get_one(User, cast.officer.id)
        officer.name, actor = "=1+1", actor_of(officer)
    log("listing.publish", "@SUM(A1)", actor=actor)
    log("user.signed_in", "user:1", actor=actor, noun="user")

    auditor.get("/audit/events.csv?action=listing")

    rows = list(csv.reader(io.StringIO(auditor.html.removeprefix("\ufeff"))))
    assert len(rows) == 2
    assert rows[0][2] == "what happened"
    assert rows[1][2:4] == ["'=1+1 published listing @SUM(A1).", "'=1+1"]
    assert rows[1][7] == "'@SUM(A1)"
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_a_download_of_too_much_says_so(auditor, log, monkeypatch):
    monkeypatch.setattr("matchmaker.services.audit_log.DOWNLOAD", 3)
    log("listing.publish", "ND-ONE", number=5)
    rows = list(csv.reader(io.StringIO(auditor.get("/audit/events.csv?action=listing").html)))
    assert len(rows) == 5
    assert "Only the newest" in rows[-1][2]
    assert auditor.get("/audit/events.csv?first=never").status == 422


@pytest.mark.parametrize("who", ["asker", "answerer"])
@pytest.mark.parametrize("path", ["", "/events.csv", "/introduction/{}"])
def test_members_do_not_reach_the_log(cast, sign_in, who, path, case):
    assert sign_in(getattr(cast, who)).get(f"/audit{path.format(case)}").status == 404


def test_an_officer_reads_the_log(cast, sign_in):
    assert sign_in(cast.officer).get("/audit").status == 200
