import dataclasses
import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from embeddings.hashing import HashingEncoder
from matchmaker.services.disclosure import disclosed_text
from matchmaker.services.evidence import find_evidence
from matchmaker.services.indexing import index_listings
from matchmaker.services.market import load_market
from matchmaker.services.matching import (
    MatchingEngine,
    match_listings,
    plan_matches,
)
from models import Embedding, Listing, Match
from models.session import Sessions
from tests.factories.exchange import TOPICS, Exchange, make_exchange
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
)

ENCODER = HashingEncoder()
SAME = {"title": "Kiln", "teaser": TOPICS["kiln"].capitalize() + "."}


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def engine() -> MatchingEngine:
    return MatchingEngine(ENCODER.info)


def bring(session, engine, *listings, encoder=ENCODER, now=NOW) -> int:
    """Index these listings and match what waits."""
    session.flush()
    index_listings(session, encoder, [listing.id for listing in listings], now=now)
    return match_listings(session, engine, encoder, None, now=now)


def rows_of(session: Session, listing: Listing) -> list[Match]:
    query = select(Match).where(Match.listing_id == listing.id).order_by(Match.rank)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def counterparts(session: Session, listing: Listing) -> list[int]:
    return [row.counterpart_id for row in rows_of(session, listing)]


def exchange_of(session: Session, **numbers: int) -> Exchange:
    return make_exchange(session, **{"needs": 12, "offers": 14, "capabilities": 6, **numbers})


def test_a_need_meets_offers_and_capabilities_in_one_list(session, engine) -> None:
    need = make_need(session, **SAME)
    offer, unit = make_offer(session, **SAME), make_capability(session, **SAME)
    other = make_offer(session, title="Anode", teaser=TOPICS["anode"])

    bring(session, engine, need, offer, unit, other)

    assert set(counterparts(session, need)) == {offer.id, unit.id}
    assert counterparts(session, offer) == [need.id]
    assert counterparts(session, unit) == [need.id]
    assert counterparts(session, other) == []


def test_both_readers_see_the_same_score_band_and_reasons(session, engine) -> None:
    exchange = exchange_of(session)
    bring(session, engine, *exchange.all)

    rows = {(r.listing_id, r.counterpart_id): r for r in session.scalars(select(Match))}

    assert len(rows) > 40
    for (listing, other), row in rows.items():
        back = rows[other, listing]
        assert (row.score, row.band, row.reasons) == (back.score, back.band, back.reasons)


def test_both_readers_see_the_same_two_sentences_the_own_one_first(session, engine) -> None:
    offered = {**SAME, "teaser": f"We say: {SAME['teaser']}"}
    need, offer = make_need(session, **SAME), make_offer(session, **offered)
    bring(session, engine, need, offer)

    ours, theirs = rows_of(session, need)[0].evidence, rows_of(session, offer)[0].evidence

    assert ours["ours"] in disclosed_text(need).teaser
    assert (ours["ours"], ours["theirs"]) == (theirs["theirs"], theirs["ours"])
    assert {"plasma", "torch"} <= set(ours["words"])
    assert ours["similarity"] > 0.9


def test_no_organization_fills_the_top_of_a_list(session, engine) -> None:
    need = make_need(session, **SAME)
    many = make_organization(session)
    same = [make_offer(session, many, **SAME) for _ in range(8)]
    others = [
        make_offer(session, title="Kiln", teaser=SAME["teaser"].replace("Lime ", ""))
        for _ in range(9)
    ]
    bring(session, engine, need, *same, *others)

    found = counterparts(session, need)
    top = set(found[:10])

    assert set(found) == {offer.id for offer in (*same, *others)}
    assert len(top & {offer.id for offer in same}) == 2
    assert found[0] in {offer.id for offer in same}


def test_a_hidden_offer_is_never_matched_however_similar(session, engine) -> None:
    need = make_need(session, **SAME)
    hidden = make_offer(session, **SAME, hidden_from=[need.organization])
    hiding = make_need(session, **SAME, hidden_from=[hidden.organization])
    bring(session, engine, need, hidden, hiding)

    assert session.scalars(select(Match)).all() == []


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "draft"},
        {"state": "withdrawn"},
        {"valid_until": NOW.date() - dt.timedelta(days=1)},
        {"trl": 4},
        {"countries": ["IN"]},
    ],
)
def test_hard_constraints_come_before_likeness(session, engine, facts) -> None:
    need = make_need(session, **SAME, lowest_trl=5, countries=["SE"])
    offer = make_offer(session, **{**SAME, **facts})
    bring(session, engine, need, offer)

    assert session.scalars(select(Match)).all() == []


def test_an_organization_is_not_matched_with_itself(session, engine) -> None:
    organization = make_organization(session)
    need, offer = (
        make_need(session, organization, **SAME),
        make_offer(session, organization, **SAME),
    )
    bring(session, engine, need, offer)

    assert session.scalars(select(Match)).all() == []


def test_blind_listings_show_nothing_but_what_every_member_may_see(session, engine) -> None:
    secret = {
        "description": "CANARY description.",
        "technologies": ["ccus"],
        "collaborations": ["licence"],
        "countries": ["SE"],
        "cpc": ["C21B"],
        "disclosure": "blind",
    }
    need = make_need(session, **SAME, **secret, deadline=dt.date(2026, 12, 24), lowest_trl=5)
    offer = make_offer(session, **SAME, **secret, licence_terms=["exclusive"])
    bring(session, engine, need, offer)

    row = rows_of(session, need)[0]

    words = repr(row.reasons) + repr(row.evidence)
    for hidden in ("CANARY", "Carbon capture", "Licence", "Sweden", "C21B", "24 Dec", "Exclusive"):
        assert hidden not in words
    assert "accepted, 5" not in words


def test_vectors_of_another_encoder_are_never_loaded(session) -> None:
    need, offer = make_need(session, **SAME), make_offer(session, **SAME)
    index_listings(session, HashingEncoder(64), [need.id, offer.id], now=NOW)
    session.execute(Embedding.__table__.update().values(vector=b"not a vector"))

    other = MatchingEngine(ENCODER.info)
    match_listings(session, other, ENCODER, None, now=NOW)

    row = rows_of(session, need)[0]
    assert row.counterpart_id == offer.id
    assert row.evidence["words"]


@pytest.mark.parametrize("encoder", [ENCODER, None])
def test_twenty_listings_are_enough_to_start(session, encoder) -> None:
    exchange = exchange_of(session, needs=8, offers=8, capabilities=4)
    cold = MatchingEngine(encoder.info if encoder else None)

    assert bring(session, cold, *exchange.all, encoder=encoder) == 20

    matched = session.scalars(select(Match.listing_id).distinct()).all()
    assert len(matched) >= 14
    for need in exchange.needs:
        for row in rows_of(session, need):
            other = session.get(Listing, row.counterpart_id)
            assert other.title.split()[0] == need.title.split()[0]
            assert row.evidence["words"]


def test_sentences_are_sought_only_for_the_rows_shown_first(session, engine) -> None:
    exchange = exchange_of(session, needs=2, offers=40, capabilities=0, topics=1)
    bring(session, engine, *exchange.all)

    for row in rows_of(session, exchange.needs[0]):
        assert bool(row.evidence) == (row.rank <= 10)


def test_each_sentence_is_encoded_once(session) -> None:
    seen: list[str] = []

    class Counting(HashingEncoder):
        def encode(self, texts):
            seen.extend(texts)
            return super().encode(texts)

    exchange = exchange_of(session)
    index_listings(session, ENCODER, [listing.id for listing in exchange.all], now=NOW)
    match_listings(session, MatchingEngine(ENCODER.info), Counting(), None, now=NOW)

    assert seen
    assert len(seen) == len(set(seen))


def test_a_pair_that_the_engine_does_not_hold_has_no_best_passages(session, engine) -> None:
    need, offer = make_need(session, **SAME), make_offer(session, **SAME)
    bring(session, engine, need, offer)

    assert engine.best_passages(need.id, offer.id) == (0, 0)
    assert engine.best_passages(need.id, offer.id + 1) is None
    assert find_evidence(session, engine, ENCODER, {(need.id, offer.id + 1): None}) == {}


def test_an_empty_exchange_has_no_matches(session, engine) -> None:
    assert match_listings(session, engine, ENCODER, None, now=NOW) == 0
    assert match_listings(session, engine, ENCODER, [], now=NOW) == 0
    assert session.scalar(select(func.count()).select_from(Match)) == 0


def test_progress_is_told_step_by_step(session, engine) -> None:
    exchange = exchange_of(session)
    ids = [listing.id for listing in exchange.all]
    index_listings(session, ENCODER, ids, now=NOW)
    steps: list[tuple[str, int, int]] = []

    plan_matches(session, engine, ENCODER, ids, now=NOW, progress=lambda *step: steps.append(step))

    assert ("Matching", len(ids), len(ids)) in steps
    assert steps[-1][0] == "Comparing sentences"


class EnglishOnly(HashingEncoder):
    """An encoder that was trained on English alone."""

    def __init__(self) -> None:
        super().__init__()
        self.info = dataclasses.replace(self.info, languages=("en",))


@pytest.mark.parametrize(("language", "compared"), [("en", True), ("en-GB", True), ("sv", False)])
def test_vectors_of_a_language_that_the_encoder_does_not_know_are_not_compared(
    session: Session, language: str, compared: bool
) -> None:
    encoder = EnglishOnly()
    engine = MatchingEngine(encoder.info)
    need = make_need(session, **SAME, language=language)
    offer = make_offer(session, **SAME, language=language)
    bring(session, engine, need, offer, encoder=encoder)
    hit = next(hits[0] for key, hits in _hits(session, engine) if key == need.id)
    assert (hit.dense_best is not None) is compared
    assert hit.lexical > 0


def _hits(session: Session, engine: MatchingEngine):
    market = load_market(session, now=NOW)
    return engine.hits(market, sorted(market.hashes), 10)
