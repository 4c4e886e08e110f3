"""What the desk counts: needs, unmatched listings, cases, organizations and answers."""

import datetime as dt

import pytest

from matchmaker.services import introduction_requests, introductions
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import Feedback
from tests.factories.cast import TICKED
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
)
from tests.factories.matches import make_match
from tests.functional.test_desk import count, numbers, total

WANTED = Request(("co_development",), "", "A steelworks.")


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


def test_a_need_counts_at_the_lowest_readiness_that_it_accepts(officer, sessions):
    with sessions.writing() as session:
        make_need(session, sectors=["glass"], trl=2, lowest_trl=8)
        make_need(session, sectors=["glass"], trl=2, lowest_trl=None)
        make_offer(session, sectors=["glass", "cement"], trl=7)
        make_offer(session, sectors=["glass"], trl=7, state="draft")
        make_capability(session, sectors=["glass"], trl=None)
    count(sessions)

    row = next(
        row
        for row in officer.get("/secretariat/market").page.select("table.market tbody tr")
        if row.th.get_text() == "Glass and ceramics"
    )

    assert [next(cell.strings) for cell in row.select("td")] == list("01001110")


def test_what_is_unmatched_stands_with_its_age_and_the_oldest_first(officer, sessions, cast):
    old = NOW - dt.timedelta(days=60)
    with sessions.writing() as session:
        young = make_need(session, title="Young", matched_at=NOW)
        make_need(session, title="Older", matched_at=NOW, published_at=old)
        make_need(session, title="Not matched yet")
        make_match(session, young, make_offer(session), band="possible")

    assert total(officer.get("/secretariat/unmatched?kind=need")) == 1
    assert "Older" in officer.text
    assert total(officer.get("/secretariat/unmatched?kind=need&weak=1")) == 2
    titles = [row.a.get_text() for row in officer.page.select("tbody tr")]
    assert titles == ["Older", "Young"]
    assert total(officer.get("/secretariat/unmatched?kind=need&sector=cement")) == 0


def test_why_a_listing_is_never_shown_is_told(officer, sessions):
    old = NOW - dt.timedelta(days=60)
    with sessions.writing() as session:
        need = make_need(session)
        low = make_offer(session, title="Low", published_at=old, matched_at=NOW)
        make_match(session, need, low, rank=14)
        make_offer(session, title="Nowhere", published_at=old, matched_at=NOW)
        make_offer(session, title="Fresh", published_at=old)
        make_offer(
            session,
            title="Hidden",
            published_at=old,
            matched_at=NOW,
            hidden_from=[make_organization(session)],
        )
        make_match(session, need, make_offer(session, title="Seen", published_at=old), rank=10)

    officer.get("/secretariat/never-shown?kind=offer")

    why = {r.a.get_text(): r.select("td")[-1].get_text() for r in officer.page.select("tbody tr")}
    assert why == {
        "Low": "Only low places: at best 14, in 1 list",
        "Nowhere": "In no list: nothing fits it well enough",
        "Fresh": "Still waits to be matched",
        "Hidden": "In no list, and hidden from 1 organization",
    }


@pytest.fixture
def decided(cast, sessions):
    """Requested on 1 June, asked for more after 2 days, answered after 3, declined after 4."""
    start = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    day = dt.timedelta(days=1)
    with sessions.writing() as session:
        asker, answerer, officer = (
            actor_of(session.merge(user)) for user in (cast.asker, cast.answerer, cast.officer)
        )
        need, offer = session.merge(cast.need), session.merge(cast.offer)
        case = introduction_requests.request(session, asker, need, offer, WANTED, now=start)
        introductions.decide(
            session, officer, case, "ask_information", reason="What for?", now=start + 2 * day
        )
        introduction_requests.give_information(session, asker, case, WANTED, now=start + 5 * day)
        introductions.decide(
            session, officer, case, "approve", checklist=TICKED, now=start + 6 * day
        )
        introductions.decline(session, answerer, case, reason="no_capacity", now=start + 10 * day)
    return case


def table(browser, caption):
    found = next(t for t in browser.page.select("table") if t.caption.get_text() == caption)
    return {
        row.th.get_text(): [next(cell.strings, "") for cell in row.select("td")]
        for row in found.select("tbody tr")
    }


def test_days_in_a_state_are_those_of_the_audit_log(officer, decided, sessions):
    count(sessions)

    officer.get("/secretariat/funnel")

    assert table(officer, "Median days in each state") == {
        "Waiting for the secretariat": ["3.0", "1"],
        "More information asked for": ["3.0", "1"],
        "Waiting for consent": ["4.0", "1"],
    }
    assert table(officer, "Declines by reason")["No capacity at present"] == ["1"]
    assert total(officer.get("/secretariat/funnel/cases?left=approved")) == 1
    assert decided.reference in officer.text


def test_a_case_of_another_period_is_not_counted(officer, decided, sessions):
    count(sessions)

    officer.get("/secretariat/funnel?from=2026-07&to=2026-08")

    assert table(officer, "Stages from a match to an outcome")["Introduction requested"][0] == "0"
    assert "has left a state yet" in officer.text


def test_the_funnel_tells_shares_of_twenty_and_more_alone(officer, cast, sessions):
    with sessions.writing() as session:
        need, user = session.merge(cast.need), session.merge(cast.asker)
        for number in range(20):
            offer = make_offer(session)
            make_match(session, need, offer, rank=number + 2)
            if number < 5:
                fields = {"listing_id": need.id, "counterpart_id": offer.id, "user_id": user.id}
                session.add(Feedback(**fields, answer="interesting", at=NOW))
    count(sessions)

    stages = table(officer.get("/secretariat/funnel"), "Stages from a match to an outcome")

    assert stages["Match shown"][:2] == ["11", "–"]  # nine of its list, two between the cast
    assert stages["Answered “interesting”"][:2] == ["5", "–"]


def test_an_organization_is_counted_as_it_is(officer, decided, cast, sessions):
    count(sessions)

    officer.get("/secretariat/organizations?q=plover")

    cells = [next(cell.strings) for cell in officer.page.select("tbody tr td")]
    assert cells[:7] == ["1", "1", "0", "0", "1", "1", "4.0"]
    officer.get(officer.page.select_one("tbody th a")["href"])
    assert "1 of 1" in officer.text
    assert decided.reference in officer.text
    assert cast.offer.title in officer.text


@pytest.mark.parametrize("sort", ["unseen", "open", "slow", "silent", "listings", "away", "name"])
def test_organizations_stand_in_the_order_that_is_asked_for(officer, decided, sessions, sort):
    count(sessions)

    assert officer.get(f"/secretariat/organizations?sort={sort}").status == 200
    first = officer.page.select_one("tbody th a").get_text()
    expected = {"slow": "Plover Works", "silent": "Plover Works", "name": "Kestrel Works"}
    assert first == expected.get(sort, first)


def test_answers_are_counted_by_band_sector_and_reason(officer, cast, sessions):
    with sessions.writing() as session:
        need, offer, user = (session.merge(x) for x in (cast.need, cast.offer, cast.asker))
        gone = make_offer(session)
        for other, answer, reason in (
            (offer, "interesting", ""),
            (gone, "not_relevant", "trl_too_low"),
        ):
            fields = {"listing_id": need.id, "counterpart_id": other.id, "user_id": user.id}
            session.add(Feedback(**fields, answer=answer, reason=reason, at=NOW))
    count(sessions)

    officer.get("/secretariat/feedback")

    assert table(officer, "Answers by band") == {
        "Good match": ["1", "0", "0", "0", "1", "–"],
        "Not proposed any more": ["0", "0", "1", "0", "1", "–"],
    }
    assert table(officer, "Answers by sector") == {"Iron and steel": ["1", "0", "1", "0", "2", "–"]}
    assert table(officer, "Reasons of “not relevant”")["Not mature enough"] == ["1"]
    for number, address in numbers(officer.get("/secretariat/feedback")):
        assert total(officer.get(address)) == number
