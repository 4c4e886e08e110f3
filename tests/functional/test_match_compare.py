"""Candidates side by side: what the own listing asks for, and what is known of each."""

import pytest

from models import Listing
from tests.factories.cast import OTHER_CANARY
from tests.factories.listings import make_need, make_offer
from tests.factories.matches import make_match

REASONS = [
    {"verdict": "fits", "feature": "trl", "phrase": "TRL 7 meets 5", "influence": 0.12},
    {"verdict": "misses", "feature": "sector", "phrase": "Other sector", "influence": -0.25},
    {"verdict": "unknown", "feature": "licence", "phrase": "No licence terms", "influence": 0.0},
]


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def open_offer(cast, sessions):
    with sessions.writing() as session:
        offer = make_offer(session, title="<b>Open</b> offer", collaborations=["licence"])
        make_match(session, session.merge(cast.need), offer, rank=2, reasons=REASONS)
        return offer


def address(cast, *others):
    named = "&".join(f"with={other.reference}" for other in others)
    return f"/matches/compare?listing={cast.need.reference}&{named}"


def test_two_candidates_stand_beside_what_is_asked_for(asker, cast, open_offer):
    asker.get(address(cast, cast.offer, open_offer))

    heads = [th.get_text(" ", strip=True) for th in asker.page.select("thead th")]
    assert heads[0] == "What you ask for"
    assert cast.offer.title in heads[1]
    assert "<b>Open</b> offer" in heads[2]
    for text in ("TRL 5 or higher", "TRL 7 meets 5", "Other sector", "No licence terms"):
        assert text in asker.text


def test_it_is_a_table_with_heads_for_rows_and_columns(asker, cast, open_offer):
    asker.get(address(cast, cast.offer, open_offer))

    rows = asker.page.select("tbody tr")
    assert all(row.find("th")["scope"] == "row" for row in rows)
    assert {len(row.find_all("td")) for row in rows} == {2}
    assert asker.page.select_one("table caption")


def test_tick_boxes_lead_to_the_comparison_without_a_script(asker, cast, open_offer):
    asker.get("/matches")
    ticks = asker.page.select("input[type=checkbox][form=compare]")
    form = asker.page.select_one("form#compare")
    pairs = "&".join(f"pair={tick['value']}" for tick in ticks)

    asker.get(f"{form['action']}?{pairs}")

    assert len(ticks) == 2
    assert len(asker.page.select("thead th")) == 3


def test_one_tick_or_ticks_of_two_own_listings_lead_back_with_a_word(
    asker, cast, open_offer, sessions
):
    with sessions.writing() as session:
        second = make_need(session, session.merge(cast.need.organization))
    one = f"{cast.need.reference}.{cast.offer.reference}"
    other = f"{second.reference}.{open_offer.reference}"

    for query in ("", f"pair={one}", f"pair={one}&pair={other}", "pair=x"):
        asker.get(f"/matches/compare?{query}&inbox=tab%3Ddone")
        assert asker.url == "/matches"
        assert "Tick two or three" in asker.text
    assert asker.get("/matches/compare?pair=.&pair=.").status == 404


def test_a_blind_candidate_tells_nothing_of_its_owner(asker, cast, open_offer):
    asker.get(address(cast, cast.offer, open_offer))

    assert asker.status == 200
    assert OTHER_CANARY not in asker.html


def test_what_is_not_proposed_withdrawn_or_another_members_is_not_compared(
    asker, cast, open_offer, sessions, sign_in
):
    with sessions.writing() as session:
        stranger = make_offer(session)
    assert asker.get(address(cast, cast.offer, stranger)).status == 404
    assert asker.get(address(cast, cast.offer)).status == 404
    page = address(cast, cast.offer, open_offer)
    assert sign_in(cast.answerer).get(page).status == 404
    assert sign_in(cast.officer).get(page).status == 404

    with sessions.writing() as session:
        session.get(Listing, open_offer.id).state = "withdrawn"
    assert asker.get(page).status == 404
