"""Matching again: what one change, a day or a second run does to the stored lists."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services.indexing import index_listings
from matchmaker.services.market import load_market
from matchmaker.services.match_lists import LENGTH
from matchmaker.services.matching import (
    MatchingEngine,
    match_listings,
    plan_matches,
    write_matches,
)
from models import Embedding, Listing, Match
from models.session import Sessions
from tests.factories.listings import (
    NOW,
    make_need,
    make_offer,
)
from tests.unit.services.test_matching import (
    ENCODER,
    SAME,
    bring,
    counterparts,
    exchange_of,
    rows_of,
)

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def engine() -> MatchingEngine:
    return MatchingEngine(ENCODER.info)


def stored(session: Session) -> dict[tuple[int, int], tuple[object, ...]]:
    """Everything of every row that a reader can see."""
    query = select(Match).execution_options(populate_existing=True)
    return {
        (r.listing_id, r.counterpart_id): (
            r.rank,
            r.score,
            r.band,
            r.reasons,
            r.evidence,
            r.encoder,
            r.first_seen_at,
        )
        for r in session.scalars(query)
    }


def assert_same(one: dict, other: dict) -> None:
    """Equal but for the last digit of a score, which depends on how the products were blocked."""
    assert one.keys() == other.keys()
    for pair, (rank, score, *rest) in one.items():
        other_rank, other_score, *other_rest = other[pair]
        assert score == pytest.approx(other_score, abs=2e-5)
        assert abs(rank - other_rank) <= 1
        assert rest == other_rest


@pytest.mark.parametrize("change", ["technologies", "trl", "countries"])
def test_one_listing_matched_again_gives_what_a_full_run_gives(session, engine, change) -> None:
    exchange = exchange_of(session, needs=40, offers=50, capabilities=10, topics=1)
    bring(session, engine, *exchange.all)
    offer = exchange.offers[7]
    value = {"technologies": ["slag_scm"], "trl": 9, "countries": ["IN"]}[change]
    if getattr(offer, change) == value:
        value = {"technologies": [], "trl": 1, "countries": ["SE"]}[change]
    setattr(offer, change, value)

    assert bring(session, engine, offer, now=LATER) == 1
    one_by_one = stored(session)

    fresh = MatchingEngine(ENCODER.info)
    ids = [listing.id for listing in exchange.all]
    match_listings(session, fresh, ENCODER, ids, now=LATER + dt.timedelta(hours=1))
    assert_same(stored(session), one_by_one)


def test_two_listings_that_swap_their_texts_swap_their_places(session, engine) -> None:
    """Swapped, so that no word becomes rarer and every other score stays."""
    exchange = exchange_of(session, needs=40, offers=50, capabilities=10, topics=2)
    bring(session, engine, *exchange.all)
    one, other = exchange.offers[0], exchange.offers[1]
    for name in ("title", "teaser", "description"):
        first, second = getattr(one, name), getattr(other, name)
        setattr(one, name, second)
        setattr(other, name, first)

    bring(session, engine, one, other, now=LATER)
    two_by_two = stored(session)

    ids = [listing.id for listing in exchange.all]
    match_listings(session, MatchingEngine(ENCODER.info), ENCODER, ids, now=LATER)
    assert_same(stored(session), two_by_two)


def test_listings_added_one_by_one_are_matched_as_if_they_had_come_together(session) -> None:
    exchange = exchange_of(session, topics=2)
    one_by_one = MatchingEngine(ENCODER.info)
    for listing in exchange.all:
        bring(session, one_by_one, listing)
    found = {key: row[0] for key, row in stored(session).items()}

    ids = [listing.id for listing in exchange.all]
    match_listings(session, MatchingEngine(ENCODER.info), ENCODER, ids, now=NOW)

    together = stored(session)
    assert found.keys() == together.keys()


def test_a_full_list_that_loses_a_row_takes_in_the_next_one(session, engine) -> None:
    exchange = exchange_of(session, needs=2, offers=60, capabilities=0, topics=1)
    for listing in exchange.all:
        listing.countries = []
        listing.lowest_trl = None
    bring(session, engine, *exchange.all)
    need = exchange.needs[0]
    before = counterparts(session, need)
    assert len(before) == LENGTH
    gone = session.get(Listing, before[3])
    gone.state = "withdrawn"

    bring(session, engine, gone, now=LATER)

    after = counterparts(session, need)
    assert len(after) == LENGTH
    assert gone.id not in after
    assert [row.rank for row in rows_of(session, need)] == list(range(1, LENGTH + 1))


def test_a_need_past_its_deadline_leaves_all_lists_without_an_edit(session, engine) -> None:
    need = make_need(session, **SAME, deadline=NOW.date())
    offer = make_offer(session, **SAME)
    bring(session, engine, need, offer)
    assert counterparts(session, offer) == [need.id]

    match_listings(session, engine, ENCODER, None, now=NOW + dt.timedelta(days=1))

    assert session.scalars(select(Match)).all() == []


def test_a_listing_past_its_date_leaves_all_lists_without_an_edit(session, engine) -> None:
    need = make_need(session, **SAME)
    offer = make_offer(session, **SAME, valid_until=NOW.date())
    bring(session, engine, need, offer)
    assert counterparts(session, need) == [offer.id]

    match_listings(session, engine, ENCODER, None, now=NOW + dt.timedelta(days=1))

    assert session.scalars(select(Match)).all() == []


def test_a_pair_keeps_the_day_on_which_it_was_first_proposed(session, engine) -> None:
    need, offer = make_need(session, **SAME), make_offer(session, **SAME)
    bring(session, engine, need, offer)
    offer.technologies = ["ccus"]
    late = make_offer(session, **SAME)

    bring(session, engine, offer, late, now=LATER)

    seen = {row.counterpart_id: row for row in rows_of(session, need)}
    assert seen[offer.id].first_seen_at == NOW
    assert seen[offer.id].computed_at == LATER
    assert seen[late.id].first_seen_at == LATER


def test_an_engine_loads_only_what_changed(session, engine) -> None:
    exchange = exchange_of(session)
    bring(session, engine, *exchange.all)
    assert len(engine) == len(exchange.all)
    session.execute(Embedding.__table__.update().values(vector=b"not a vector"))
    offer = exchange.offers[0]
    offer.title, offer.teaser = "Entirely new", "Words that nobody has."
    index_listings(session, ENCODER, [offer.id], now=LATER)

    engine.synchronise(session, load_market(session, now=LATER))

    assert len(engine) == len(exchange.all)


def test_a_listing_edited_but_not_indexed_again_is_not_quoted(session, engine) -> None:
    need, offer = make_need(session, **SAME), make_offer(session, **SAME, description="CANARY.")
    index_listings(session, ENCODER, [need.id, offer.id], now=NOW)
    offer.disclosure = "blind"
    session.flush()

    match_listings(session, engine, ENCODER, None, now=NOW)

    assert session.scalars(select(Match)).all() == []


def test_what_is_withdrawn_between_plan_and_writing_is_not_proposed(session, engine) -> None:
    need, offer = make_need(session, **SAME), make_offer(session, **SAME)
    other = make_offer(session, **SAME)
    index_listings(session, ENCODER, [need.id, offer.id, other.id], now=NOW)
    plan = plan_matches(session, engine, ENCODER, None, now=NOW)
    offer.state = "withdrawn"
    session.flush()

    write_matches(session, plan)

    assert counterparts(session, need) == [other.id]
    assert counterparts(session, offer) == []
    session.refresh(need)
    session.refresh(other)
    assert need.matched_at is None  # one was cut, so the list is to be made again
    assert other.matched_at == NOW


def test_a_second_run_finds_nothing_to_do(session, engine) -> None:
    exchange = exchange_of(session)
    bring(session, engine, *exchange.all)
    before = stored(session)

    assert match_listings(session, engine, ENCODER, None, now=LATER) == 0
    assert stored(session) == before


def test_a_large_batch_is_matched_like_everything_at_once(session, engine) -> None:
    exchange = exchange_of(session, needs=70, offers=70, capabilities=0)
    ids = [listing.id for listing in exchange.all]
    index_listings(session, ENCODER, ids, now=NOW)

    plan = plan_matches(session, engine, ENCODER, ids[:-1], now=NOW)

    assert sorted(plan.lists) == list(plan.matched) == sorted(ids)
