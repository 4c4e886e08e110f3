import datetime as dt

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from embeddings.hashing import HashingEncoder
from matchmaker.services.indexing import (
    forget,
    index_listings,
    plan_index,
    unindexed,
    write_index,
)
from matchmaker.services.matching import MatchingEngine, match_listings
from models import Embedding, Listing, Match, Passage
from models.session import Sessions
from tests.factories.exchange import make_exchange
from tests.factories.listings import NOW, make_capability, make_need, make_offer

ENCODER = HashingEncoder()
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


def texts_of(session: Session, listing: Listing) -> list[str]:
    query = select(Passage.text).where(Passage.listing_id == listing.id)
    return list(session.scalars(query.order_by(Passage.position)))


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def index(session: Session, *listings: Listing, now: dt.datetime = NOW) -> None:
    index_listings(session, ENCODER, [listing.id for listing in listings], now=now)


def test_an_open_listing_is_indexed_with_all_that_members_may_read(session) -> None:
    need = make_need(session, title="Kiln", teaser="Heat.", problem="Gas.", done_means="None.")
    offer = make_offer(session, description="Torch.", problem_solved="Burning gas.")
    unit = make_capability(session, services="Tests.", expertise=["We know slag.", "And clay."])

    index(session, need, offer, unit)

    assert texts_of(session, need)[0] == "Kiln\nHeat."
    assert "Gas." in texts_of(session, need)[1]
    assert "None." in texts_of(session, need)[1]
    assert "Burning gas." in texts_of(session, offer)[1]
    assert texts_of(session, unit)[-2:] == ["We know slag.", "And clay."]


def test_of_a_blind_listing_only_title_and_teaser_are_ever_embedded(session) -> None:
    offer = make_offer(
        session,
        title="Binder",
        teaser="From slag.",
        description="CANARY one",
        problem_solved="CANARY two",
        disclosure="blind",
    )

    index(session, offer)

    assert texts_of(session, offer) == ["Binder\nFrom slag."]
    assert count(session, Embedding) == 1


def test_vectors_are_stored_as_float32_under_their_encoder(session) -> None:
    offer = make_offer(session, title="Binder", teaser="From slag.")

    index(session, offer)

    row = session.scalars(select(Embedding)).one()
    vector = np.frombuffer(row.vector, dtype="<f4")
    assert (row.encoder, row.dimensions) == (ENCODER.info.key, 384)
    assert np.array_equal(vector, ENCODER.encode(["Binder\nFrom slag."])[0])


def test_equal_text_is_encoded_once_and_kept_while_anybody_has_it(session) -> None:
    one, other = (make_offer(session, title="Same", teaser="Same text.") for _ in range(2))
    index(session, one, other)
    assert count(session, Embedding) == 1

    one.state = "withdrawn"
    session.flush()
    index(session, one)
    assert count(session, Embedding) == 1

    other.state = "withdrawn"
    session.flush()
    index(session, other)
    assert count(session, Embedding) == 0


def test_a_changed_text_leaves_no_vector_of_the_old_one(session) -> None:
    offer = make_offer(session, title="Old", teaser="Old text.")
    index(session, offer)
    before = offer.content_hash
    offer.teaser = "New text."
    session.flush()

    index(session, offer)

    session.refresh(offer)
    assert texts_of(session, offer) == ["Old\nNew text."]
    assert count(session, Embedding) == 1
    assert offer.content_hash not in ("", before)


def test_indexing_asks_for_new_matches_and_is_no_edit(session) -> None:
    offer = make_offer(session, matched_at=NOW)
    version = offer.version

    index(session, offer)

    session.refresh(offer)
    assert offer.matched_at is None
    assert offer.content_hash
    assert offer.version == version


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "draft"},
        {"state": "submitted"},
        {"state": "withdrawn"},
        {"valid_until": NOW.date() - dt.timedelta(days=1)},
    ],
)
def test_what_is_not_published_or_past_is_not_indexed(session, facts) -> None:
    offer = make_offer(session, **facts)

    index(session, offer)

    assert count(session, Passage) == count(session, Embedding) == 0
    assert offer.content_hash == ""


def test_a_withdrawn_listing_leaves_index_and_matches_both_ways(session) -> None:
    exchange = make_exchange(session, needs=3, offers=6, capabilities=0, topics=1)
    index(session, *exchange.all)
    match_listings(session, MatchingEngine(ENCODER.info), ENCODER, None, now=NOW)
    match = session.scalars(select(Match)).first()
    assert match is not None
    gone, reader = session.get(Listing, match.counterpart_id), match.listing_id
    gone.state = "withdrawn"
    session.flush()

    index(session, gone)

    session.expire_all()
    involved = (Match.listing_id == gone.id) | (Match.counterpart_id == gone.id)
    assert session.scalars(select(Match).where(involved)).all() == []
    assert texts_of(session, gone) == []
    assert gone.content_hash == ""
    assert session.get(Listing, reader).matched_at is None


def test_without_an_encoder_passages_are_kept_and_vectors_follow(session) -> None:
    offer = make_offer(session)
    index_listings(session, None, [offer.id], now=NOW)
    assert count(session, Passage) == 1
    assert count(session, Embedding) == 0
    assert unindexed(session, None, now=NOW) == []
    assert unindexed(session, ENCODER, now=NOW) == [offer.id]

    index(session, offer)

    assert count(session, Embedding) == 1
    assert unindexed(session, ENCODER, now=NOW) == []


def test_a_text_is_not_encoded_a_second_time(session) -> None:
    offer = make_offer(session)
    index(session, offer)

    plan = plan_index(session, ENCODER, [offer.id], now=LATER)

    assert plan.vectors == {}
    assert len(plan.indexed) == 1


def test_a_listing_edited_after_the_plan_is_left_to_its_next_turn(session) -> None:
    offer = make_offer(session, title="Old", teaser="Old text.", description="CANARY")
    plan = plan_index(session, ENCODER, [offer.id], now=NOW)
    offer.disclosure = "blind"
    session.flush()

    write_index(session, plan)

    assert count(session, Passage) == count(session, Embedding) == 0


def test_a_listing_can_be_forgotten_at_once(session) -> None:
    exchange = make_exchange(session, needs=2, offers=4, capabilities=0, topics=1)
    index(session, *exchange.all)
    match_listings(session, MatchingEngine(ENCODER.info), ENCODER, None, now=NOW)

    forget(session, [exchange.offers[0].id])

    session.expire_all()
    assert texts_of(session, exchange.offers[0]) == []
    rows = session.scalars(select(Match)).all()
    assert rows
    assert exchange.offers[0].id not in {r.counterpart_id for r in rows}


def test_what_is_past_or_never_indexed_is_found(session) -> None:
    never = make_offer(session)
    past = make_offer(session)
    index(session, past)
    past.state = "expired"
    draft = make_offer(session, state="draft")
    session.flush()

    found = unindexed(session, ENCODER, now=NOW)

    assert found == [never.id, past.id]
    assert draft.id not in found


def test_many_listings_are_encoded_in_few_calls(session) -> None:
    calls: list[int] = []

    class Counting(HashingEncoder):
        def encode(self, texts):
            calls.append(len(texts))
            return super().encode(texts)

    listings = [make_offer(session) for _ in range(40)]
    seen: list[tuple[str, int, int]] = []

    plan_index(
        session,
        Counting(),
        [listing.id for listing in listings],
        now=NOW,
        progress=lambda *step: seen.append(step),
    )

    assert calls == [40]
    assert seen == [("Encoding", 40, 40)]
