"""The secretariat's desk: every number opens a list of as many, and only staff opens it."""

import datetime as dt
import re

import pytest

from embeddings.hashing import HashingEncoder
from matchmaker.app import create_app
from matchmaker.config import Config
from matchmaker.importers import demonstration
from matchmaker.jobs.registry import build_worker
from matchmaker.services import demo, desk_figures, desk_store, introduction_requests, introductions
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import Feedback, Listing, Membership
from models.session import Sessions, open_engine
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
from tests.functional.conftest import SECRET
from tests.helpers import PASSWORD, Browser

PAGES = (
    "/secretariat/market",
    "/secretariat/market/listings",
    "/secretariat/unmatched",
    "/secretariat/never-shown",
    "/secretariat/funnel",
    "/secretariat/funnel/cases",
    "/secretariat/funnel/shown",
    "/secretariat/organizations",
    "/secretariat/feedback",
    "/secretariat/feedback/answers",
)
WANTED = Request(("co_development",), "", "A steelworks.")


def count(sessions, now=NOW):
    """As the worker does it."""
    with sessions.reading() as session:
        values = desk_figures.count(session, now=now)
    with sessions.writing() as session:
        desk_store.write(session, values, now=now)


def total(browser):
    """What a list says of its length."""
    (said,) = browser.page.select("p[role=status]")
    return int(re.match(r"[\d,]+", said.get_text()).group().replace(",", ""))


def numbers(browser):
    """``(number, address)`` of every number of a page that opens a list."""
    return [
        (int(next(link.strings).replace(",", "")), link["href"])
        for link in browser.page.select("main td.num > a")
    ]


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


@pytest.fixture(scope="module")
def network(migrated, tmp_path_factory):
    """An officer's browser over the demonstration network, matched and counted by the worker."""
    folder = tmp_path_factory.mktemp("desk")
    path = folder / "matchmaker.db"
    path.write_bytes(migrated.read_bytes())
    config = Config(
        database_url=f"sqlite:///{path}", secret_key=SECRET, encoder="hashing", data_dir=folder
    )
    engine = open_engine(config.database_url)
    sessions = Sessions(engine)
    with sessions.writing() as session:
        demo.load(session, demonstration.read(), password=PASSWORD, now=NOW)
    build_worker(config, sessions, HashingEncoder(), clock=lambda: NOW).drain()
    app = create_app(config, clock=lambda: NOW)
    app.testing = True
    yield Browser(app).sign_in("elsa.bergstrom@secretariat.example")
    engine.dispose()


@pytest.mark.parametrize(
    "page",
    [
        "/secretariat/market",
        "/secretariat/market?region=south_asia&side=demand",
        "/secretariat/funnel",
        "/secretariat/feedback",
    ],
)
def test_every_number_opens_a_list_of_as_many(network, page):
    found = numbers(network.get(page))

    assert len(found) > 5
    for number, address in found:
        assert (address, total(network.get(address))) == (address, number)


def test_numbers_of_an_organization_are_those_of_its_page(network):
    found = numbers(network.get("/secretariat/organizations?sort=open"))

    assert found
    for number, address in found[:40]:
        path, _, anchor = address.partition("#")
        network.get(path)
        if path.endswith("/shown"):
            assert total(network) == number
        elif anchor == "listings" and "can take no other" not in network.text:
            assert len(network.page.select("#listings tbody tr")) == number
        elif anchor == "introductions":
            assert len(network.page.select("#introductions tbody tr")) == number


def test_the_home_of_an_officer_counts_as_the_lists_do(network):
    tiles = {
        found.select_one(".stat-label").get_text(): found
        for found in network.get("/").page.select(".stat")
    }
    for label in ("Needs without a match", "Never shown"):
        tile = tiles[label]
        number = int(tile.select_one(".stat-value").get_text())
        assert total(network.get(tile.select_one("a")["href"])) == number


@pytest.mark.parametrize("page", PAGES)
def test_the_desk_is_open_to_staff_alone(cast, sign_in, page):
    assert sign_in(cast.asker).get(page).status == 404
    assert sign_in(cast.auditor).get(page).status == 200
    assert sign_in(cast.approver).get(page).status == 200


def test_an_auditor_reads_and_cannot_count_again(cast, sign_in):
    auditor = sign_in(cast.auditor).get("/secretariat/market")

    assert "Count again" not in auditor.text
    assert "To do" not in [link.get_text() for link in auditor.page.select(".tabs a")]
    assert auditor.get("/").page.select('.site-nav a[href="/secretariat/market"]')
    assert auditor.post("/secretariat/figures").status == 404


def test_a_stranger_learns_nothing_of_reasons_to_decline(cast, sign_in):
    auditor = sign_in(cast.auditor)

    assert "Not taken up by a party" not in auditor.get("/secretariat/funnel").text
    assert "No capacity" not in auditor.get("/secretariat/funnel/cases?reason=no_capacity").text


def test_an_officer_who_belongs_to_a_member_sees_no_organization_at_the_desk(
    cast, sessions, password_hash, sign_in
):
    with sessions.writing() as session:
        user = make_user(
            session,
            make_organization(session, type="secretariat"),
            role="officer",
            password_hash=password_hash,
        )
        need = session.merge(cast.need)
        user.memberships.append(
            Membership(organization=make_organization(session), role="contributor")
        )
        lonely = make_need(session, need.organization, disclosure="blind", matched_at=NOW)
    browser = sign_in(user)

    assert browser.get("/secretariat/organizations").status == 404
    assert browser.get(f"/secretariat/unmatched/{lonely.reference}").status == 404
    browser.get("/secretariat/unmatched")
    assert lonely.title in browser.text
    assert "Kestrel" not in browser.text
    assert "Organizations" not in [link.get_text() for link in browser.page.select(".tabs a")]


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_desk_says_so(officer, page):
    assert officer.get(page).status == 200
    assert officer.page.select("main .empty, main table")


def test_counting_again_is_a_job(officer, sessions):
    officer.get("/secretariat/market")
    assert "not been counted yet" in officer.text

    officer.submit("/secretariat/figures")

    assert officer.url == "/secretariat/market"
    assert "new ones are being counted" in officer.text or "being counted" in officer.text
    count(sessions)
    assert "Figures as of 1 September 2026, 12:00 UTC" in officer.get("/secretariat/market").text


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


def test_what_an_address_cannot_mean_is_left_out(officer, sessions):
    with sessions.writing() as session:
        make_need(session, matched_at=NOW)

    assert total(officer.get("/secretariat/unmatched?kind=nonsense&sector=%27&page=-3")) == 1
    assert officer.get("/secretariat/funnel?from=nonsense&to=2026-13").status == 200
    assert officer.get("/secretariat/funnel?from=2026-08&to=2026-02").status == 200
    assert officer.get("/secretariat/never-shown?days=99999999").status == 200
    assert officer.get("/secretariat/feedback/answers?from=x&to=y").status == 200


def test_a_long_list_has_pages_that_keep_its_filters(officer, sessions):
    with sessions.writing() as session:
        owner = make_organization(session)
        for _ in range(51):
            make_need(session, owner, sectors=["glass"], matched_at=NOW)

    officer.get("/secretariat/unmatched?kind=need&sector=glass")

    assert total(officer) == 51
    assert len(officer.page.select("tbody tr")) == 50
    following = officer.page.select_one("a[rel=next]")["href"]
    assert len(officer.get(following).page.select("tbody tr")) == 1


def test_a_text_of_a_member_is_escaped_everywhere(officer, sessions):
    with sessions.writing() as session:
        owner = make_organization(session, name="<b>Bold</b>")
        make_need(session, owner, title="<script>alert(1)</script>", matched_at=NOW)
    count(sessions)

    for page in ("unmatched", "organizations?q=Bold", "market/listings?side=demand"):
        officer.get(f"/secretariat/{page}")
        assert not officer.page.select("main script, main b")


def test_rows_of_other_states_are_in_no_list(officer, sessions):
    with sessions.writing() as session:
        for state in ("draft", "submitted", "expired", "withdrawn"):
            make_need(session, state=state, matched_at=NOW, sectors=["glass"])

    for page in ("unmatched?sector=glass", "never-shown?days=0&sector=glass"):
        assert total(officer.get(f"/secretariat/{page}")) == 0
    with sessions.reading() as session:
        assert session.query(Listing).count() >= 4
