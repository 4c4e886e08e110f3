"""The audit log on screen: newest first, filtered, paged, and only for those who may read it."""

import datetime as dt

import pytest

from matchmaker.policies.actor import Actor
from matchmaker.services import audit
from tests.factories.listings import NOW


@pytest.fixture
def log(sessions):
    """Add events of one action and subject; the database's own come on top."""

    def add(action, subject, number=1, at=NOW, **details):
        with sessions.writing() as session:
            for _ in range(number):
                audit.record(
                    session, Actor.worker(), action, "listing", subject, now=at, details=details
                )

    return add


@pytest.fixture
def auditor(cast, sign_in):
    return sign_in(cast.auditor)


def column(browser, number):
    return [
        " ".join(row.select("td")[number].get_text(" ").split())
        for row in browser.page.select("tbody tr")
    ]


def test_the_newest_event_stands_first(auditor, log):
    log("listing.publish", "ND-ONE", reason="no check needed")
    log("listing.withdraw", "ND-TWO")

    auditor.get("/audit")

    assert column(auditor, 3)[:2] == ["listing.withdraw", "listing.publish"]
    assert column(auditor, 5)[1] == "reason no check needed"
    assert "The chain holds" in auditor.text


def test_events_are_filtered_by_action_subject_and_day(auditor, log):
    log("listing.publish", "ND-ONE", at=NOW - dt.timedelta(days=3))
    log("listing.publish", "ND-TWO")
    log("listing.expire", "ND-TWO")

    assert len(column(auditor.get("/audit?action=listing.publish"), 0)) == 2
    assert column(auditor.get("/audit?subject=ND-ONE"), 4) == ["ND-ONE"]
    assert column(auditor.get("/audit?day=2026-08-29"), 4) == ["ND-ONE"]
    assert column(auditor.get("/audit?action=listing.publish&subject=ND-TWO"), 4) == ["ND-TWO"]


def test_nothing_found_says_so(auditor):
    assert "No event fits these filters" in auditor.get("/audit?subject=ND-NONE").text


def test_a_long_log_has_pages_that_keep_the_filter(auditor, log):
    log("listing.publish", "ND-ONE", number=60)

    auditor.get("/audit?action=listing.publish")
    assert len(column(auditor, 0)) == 50
    auditor.get(auditor.page.find("a", rel="next")["href"])

    assert len(column(auditor, 0)) == 10
    assert set(column(auditor, 3)) == {"listing.publish"}


@pytest.mark.parametrize("query", ["page=0", "page=99999", "page=x", "day=never", "day=9999-12-31"])
def test_odd_filters_do_no_harm(auditor, query):
    assert auditor.get(f"/audit?{query}").status == 200


@pytest.mark.parametrize("who", ["asker", "answerer"])
def test_members_do_not_reach_the_log(cast, sign_in, who):
    assert sign_in(getattr(cast, who)).get("/audit").status == 404


def test_an_officer_reads_the_log(cast, sign_in):
    assert sign_in(cast.officer).get("/audit").status == 200
