"""The order of all lists, settled at the end of every run, whatever the run was for."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.hashing import HashingEncoder
from matchmaker.ranking.diversity import SHARE, WINDOW
from matchmaker.services.indexing import index_listings
from matchmaker.services.market import load_market
from matchmaker.services.match_lists import load_lists
from matchmaker.services.match_order import in_order, list_order, stored_rows
from matchmaker.services.matching import MatchingEngine, match_listings, plan_matches
from models import Listing, Match, RankingSetting
from models.session import Sessions
from tests.factories.exchange import TOPICS, Exchange, make_exchange
from tests.factories.listings import NOW, make_need, make_offer, make_organization

ENCODER = HashingEncoder()
LATER = NOW + dt.timedelta(hours=1)
TEASER = TOPICS["kiln"].capitalize() + "."


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def engine() -> MatchingEngine:
    return MatchingEngine(ENCODER.info)


@pytest.fixture
def crowded(session: Session, engine: MatchingEngine) -> Exchange:
    """Lists that are longer than what is shown first, in both directions."""
    exchange = make_exchange(session, needs=40, offers=50, capabilities=10, topics=2)
    for number, listing in enumerate(exchange.all):
        listing.published_at = NOW - dt.timedelta(days=number % 60)
        listing.organization.country = ("IN", "SE", "BR", "DE")[number % 4]
        listing.disclosure = "blind" if number % 7 == 0 else "open"
    bring(session, engine, *exchange.all)
    return exchange


def bring(session, engine, *listings, now=NOW) -> None:
    session.flush()
    index_listings(session, ENCODER, [listing.id for listing in listings], now=now)
    match_listings(session, engine, ENCODER, None, now=now)


def give_weight(session: Session, weight: float) -> None:
    session.add(RankingSetting(emerging_weight=weight, set_at=NOW, note="For the summit."))
    session.flush()


def standing(session: Session) -> dict[int, list[tuple[int, bool, bool]]]:
    """Reader → counterpart, lifted, and whether sentences are there, by rank."""
    query = select(Match).order_by(Match.listing_id, Match.rank)
    found: dict[int, list[tuple[int, bool, bool]]] = {}
    for row in session.scalars(query.execution_options(populate_existing=True)):
        found.setdefault(row.listing_id, []).append(
            (row.counterpart_id, row.lifted, bool(row.evidence))
        )
    return found


def with_sentences(lists: dict[int, list[tuple[int, bool, bool]]]) -> int:
    """How many rows have their two sentences: what comes to the front gets them too."""
    return sum(has for rows in lists.values() for _, _, has in rows)


def scores(session: Session) -> dict[tuple[int, int], tuple[float, str]]:
    rows = session.scalars(select(Match).execution_options(populate_existing=True))
    return {(row.listing_id, row.counterpart_id): (row.score, row.band) for row in rows}


def run_over_everything(session: Session, exchange: Exchange, now=LATER) -> None:
    fresh = MatchingEngine(ENCODER.info)
    match_listings(session, fresh, ENCODER, [listing.id for listing in exchange.all], now=now)


def by_score(session: Session) -> dict[int, list[int]]:
    """The order that scores alone would give, organizations spread."""
    market = load_market(session, now=NOW)
    rows = {key: [row[:2] for row in own] for key, own in stored_rows(session, market).items()}
    plain = list_order(session, market, rows, now=NOW, strength=0.0, weight=0.0)
    return {key: [place.key for place in plain.places(own)] for key, own in rows.items()}


def test_attention_moves_places_and_neither_rows_nor_scores(session, crowded) -> None:
    found = {key: [row[0] for row in rows] for key, rows in standing(session).items()}
    plain = by_score(session)

    assert found != plain
    assert {key: set(rows) for key, rows in found.items()} == {
        key: set(rows) for key, rows in plain.items()
    }
    pairs = scores(session)
    assert all(
        pairs[one, other] == pairs[other, one] for one, other in pairs if (other, one) in pairs
    )


@pytest.mark.parametrize("weight", [0.0, 0.5])
def test_a_run_for_one_listing_orders_all_lists_as_a_run_over_everything(
    session, engine, crowded, weight
) -> None:
    """Facts change, and texts stay: how rare words are, and what is in demand, stay as well."""
    if weight:
        give_weight(session, weight)
    changed = crowded.offers[7]
    changed.technologies = ["slag_scm"] if not changed.technologies else []
    before = standing(session)
    bring(session, engine, changed, now=LATER)
    one_by_one = standing(session)

    run_over_everything(session, crowded)

    assert standing(session) == one_by_one
    assert one_by_one != before


def test_a_second_run_moves_nothing(session, engine, crowded) -> None:
    before = standing(session)

    plan = plan_matches(session, engine, ENCODER, None, now=LATER)
    match_listings(session, engine, ENCODER, None, now=LATER)

    assert plan.lists == {}
    assert standing(session) == before


def test_a_weight_puts_all_lists_in_order_without_matching_anything(
    session, engine, crowded
) -> None:
    before, pairs = standing(session), scores(session)
    give_weight(session, 0.5)

    assert match_listings(session, engine, ENCODER, None, now=LATER) == 0

    after = standing(session)
    assert after != before
    assert scores(session) == pairs
    assert any(lifted for rows in after.values() for _, lifted, _ in rows)
    assert not any(has for rows in after.values() for _, _, has in rows[WINDOW:])
    assert with_sentences(after) >= with_sentences(before) * 0.9
    give_weight(session, 0.0)
    match_listings(session, engine, ENCODER, None, now=LATER)
    assert standing(session) == before


def test_the_weight_lifts_only_whom_it_is_for(session, engine, crowded) -> None:
    give_weight(session, 1.0)
    match_listings(session, engine, ENCODER, None, now=LATER)

    lifted = {other for rows in standing(session).values() for other, up, _ in rows if up}
    listings = [session.get_one(Listing, key) for key in lifted]

    assert {listing.organization.country for listing in listings} == {"IN", "BR"}


def test_the_country_of_a_blind_listing_moves_nothing_within_its_region(
    session, engine, crowded
) -> None:
    give_weight(session, 1.0)
    blind = [offer for offer in crowded.offers if offer.disclosure == "blind"]
    seen = []
    for country in ("CN", "JP", "KR"):
        for offer in blind:
            offer.organization.country = country
        session.flush()
        match_listings(session, engine, ENCODER, None, now=LATER)
        keys = {offer.id for offer in blind}
        seen.append(
            {
                key: [row[:2] for row in rows]
                for key, rows in standing(session).items()
                if not any(
                    session.get_one(Listing, row[0]).organization in [o.organization for o in blind]
                    and row[0] not in keys
                    for row in rows
                )
            }
        )

    assert seen[0] == seen[1] == seen[2]
    assert seen[0]


def test_no_organization_fills_the_top_in_either_direction_and_blind_ones_count_alone(
    session, engine
) -> None:
    one, other = make_organization(session), make_organization(session)
    texts = {"title": "Kiln", "teaser": TEASER}
    less = {"title": "Kiln", "teaser": TEASER.rsplit(" ", 3)[0] + "."}
    needs = [make_need(session, one, **texts) for _ in range(8)]
    needs += [make_need(session, **less) for _ in range(12)]
    offers = [make_offer(session, other, **texts) for _ in range(4)]
    offers += [make_offer(session, other, **texts, disclosure="blind") for _ in range(4)]
    offers += [make_offer(session, **less) for _ in range(12)]
    bring(session, engine, *needs, *offers)

    owner = {listing.id: listing.organization_id for listing in (*needs, *offers)}
    blind = {offer.id for offer in offers if offer.disclosure == "blind"}
    tops = [[key for key, _, _ in rows[:WINDOW]] for rows in standing(session).values()]
    for top in tops:
        named = [owner[key] for key in top if key not in blind]
        assert len(top) == WINDOW
        assert all(named.count(organization) <= SHARE for organization in set(named))
    assert any(len(blind.intersection(top)) > SHARE for top in tops)


def test_a_new_listing_stands_before_an_old_one_that_fits_as_well(session, engine) -> None:
    need = make_need(session, title="Kiln", teaser=TEASER)
    old = NOW - dt.timedelta(days=90)
    offers = [make_offer(session, title="Kiln", teaser=TEASER, published_at=old) for _ in range(14)]
    new = make_offer(session, title="Kiln", teaser=TEASER)
    bring(session, engine, need, *offers, new)

    rows = [key for key, _, _ in standing(session)[need.id]]

    assert rows[0] == new.id


def test_lists_that_wait_for_their_own_turn_are_left_alone(session, engine, crowded) -> None:
    """A listing that has left the market since is taken out of lists by a run of its own."""
    crowded.offers[3].state = "withdrawn"
    give_weight(session, 1.0)
    market = load_market(session, now=LATER)
    naming = {
        row.listing_id
        for row in session.scalars(
            select(Match).where(Match.counterpart_id == crowded.offers[3].id)
        )
    }

    moved = in_order(session, {}, market, now=LATER)

    assert naming
    assert moved
    assert naming.isdisjoint(moved)
    some = next(iter(moved))
    before = load_lists(session, [some])[some]
    assert sorted(e.counterpart_id for e in moved[some]) == sorted(e.counterpart_id for e in before)
    assert dataclasses.asdict(moved[some][0]).keys() == dataclasses.asdict(before[0]).keys()
