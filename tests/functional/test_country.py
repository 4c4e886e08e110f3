"""A government's view: the own country alone, in counts that point at nobody, blind ones least."""

import pytest

from matchmaker.policies.actor import Actor
from matchmaker.services import country_view
from tests.factories.listings import NOW, make_need, make_offer, make_organization, make_user


@pytest.fixture
def focal_point(sessions, password_hash, sign_in):
    with sessions.writing() as session:
        government = make_organization(session, type="government", country="NO")
        user = make_user(session, government, role="focal_point", password_hash=password_hash)
    return sign_in(user)


@pytest.fixture
def norway(sessions):
    with sessions.writing() as session:
        for number in range(7):
            owner = make_organization(session, country="NO", name=f"Fjord Works {number}")
            make_need(session, owner, technologies=["ccus"], trl=7, title="A need of Fjord")
        for _ in range(6):
            make_offer(session, make_organization(session, country="SE"), technologies=["ccus"])


def row(browser, table, label):
    frame = browser.page.find(id=f"table-{table}").parent
    for found in frame.select("tbody tr"):
        if found.th.get_text() == label:
            return [cell.get_text() for cell in found.select("td")]
    raise AssertionError(f"no row {label}")


def test_a_focal_point_sees_demand_gaps_and_no_name(norway, focal_point):
    browser = focal_point.get("/country")

    assert row(browser, "sectors", "Iron and steel") == ["[c]", "7", "[c]"]
    assert row(browser, "gaps-technology", "Carbon capture, use and storage")[-1] == "Here"
    assert "Fjord" not in browser.html
    assert focal_point.get("/").page.find("a", href="/country")


def test_a_focal_point_sees_the_own_country_alone(norway, focal_point):
    assert focal_point.get("/country?code=NO").status == 200
    assert focal_point.get("/country?code=SE").status == 404
    assert focal_point.get("/country/figures.csv?code=SE").status == 404


def test_the_file_tells_what_the_page_tells(norway, focal_point):
    answer = focal_point.client.get("/country/figures.csv")

    assert answer.mimetype == "text/csv"
    assert "By sector,Iron and steel,Need,7," in answer.data.decode("utf-8-sig")
    assert "Fjord" not in answer.data.decode()


def test_the_secretariat_looks_at_any_country(norway, cast, sign_in):
    browser = sign_in(cast.officer).get("/country")
    assert "Choose a country" in browser.text
    assert row(browser.get("/country?code=NO"), "sectors", "Iron and steel")[1] == "7"
    assert browser.get("/country?code=XX").status == 404
    assert browser.get("/country/figures.csv").status == 404


def test_a_member_sees_no_country(cast, sign_in):
    assert sign_in(cast.asker).get("/country").status == 404


def test_the_view_of_a_country_never_tells_more_than_all_views_of_its_region_may(sessions):
    """Six and eight blind offers may be told of two countries; beside a third with two, not."""

    def post(country, number):
        for _ in range(number):
            owner = make_organization(session, country=country)
            make_offer(session, owner, disclosure="blind", technologies=["ccus"])

    with sessions.writing() as session:
        post("NO", 6)
        post("SE", 8)
        assert told_steel(session, "NO") == 6
        post("FI", 2)
        assert told_steel(session, "NO") == "[c]"
        assert told_steel(session, "SE") == 8


def told_steel(session, country):
    report = country_view.view(session, Actor.operator(), country, now=NOW)
    table = next(t for t in report.tables() if t.code == "sectors")
    found = [row.cells[0] for row in table.rows if row.code == "steel"]
    return found[0] if found else "[c]"


def test_a_blind_offer_counts_in_the_network_by_what_it_shows(norway, focal_point, sessions):
    with sessions.writing() as session:
        for _ in range(9):
            make_offer(session, disclosure="blind", technologies=["ccus"])

    browser = focal_point.get("/country")

    assert row(browser, "gaps-technology", "Carbon capture, use and storage")[3] == "6"
    assert row(browser, "gaps-sector", "Iron and steel")[3] == "15"
