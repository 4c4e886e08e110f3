"""The secretariat's desk: every number opens a list of as many, and only staff opens it."""

import re

import pytest

from embeddings.hashing import HashingEncoder
from matchmaker.app import create_app
from matchmaker.config import Config
from matchmaker.importers import demonstration
from matchmaker.jobs.registry import build_worker
from matchmaker.services import demo, desk_figures, desk_store
from models import Listing, Membership
from models.session import Sessions, open_engine
from tests.factories.listings import (
    NOW,
    make_need,
    make_organization,
    make_user,
)
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
    assert "Figures as of 1 September 2026, 14:00 CEST" in officer.get("/secretariat/market").text


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
