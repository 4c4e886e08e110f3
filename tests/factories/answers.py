"""Simulated readers: their truth is known, so that what is learnt of them can be checked."""

from collections.abc import Mapping

import numpy as np
from scipy.special import expit
from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.hashing import HashingEncoder
from matchmaker.ranking.answers import Answers
from matchmaker.ranking.learned import FEATURES
from matchmaker.services.indexing import index_listings
from matchmaker.services.matching import match_listings
from matchmaker.services.matching_engine import MatchingEngine
from models import Feedback, Listing, Match, User
from tests.factories.exchange import make_exchange
from tests.factories.listings import NOW, make_user

ENCODER = HashingEncoder()
#: Cooperation matters most to these readers and maturity next; sector and patents not at all.
TRUTH = {**dict.fromkeys(FEATURES, 0.0), "collaboration": 1.2, "trl": 0.8, "technology": 0.35}
_MOVES = (-1.0, 0.0, 0.5, 1.0)
_SHARES = (0.35, 0.3, 0.1, 0.25)


def make_answers(
    *,
    needs: int,
    each: int = 8,
    truth: Mapping[str, float] | None = TRUTH,
    slope: float = 0.8,
    bias: float = 1.0,
    seed: int = 0,
) -> Answers:
    """Without ``truth`` readers toss a coin."""
    chance = np.random.default_rng(seed)
    rows = needs * each
    text = chance.normal(-1.0, 1.5, rows) + np.repeat(chance.normal(0.0, 0.7, needs), each)
    moves = chance.choice(_MOVES, size=(rows, len(FEATURES)), p=_SHARES)
    odds = np.zeros(rows)
    if truth is not None:
        odds = slope * (text + moves @ [truth[name] for name in FEATURES]) + bias
    return Answers(
        log_odds=text,
        moves=moves,
        relevant=chance.random(rows) < expit(odds),
        weight=np.ones(rows),
        need=np.repeat(np.arange(needs), each),
    )


def make_answered_exchange(
    session: Session, *, needs: int = 36, offers: int = 36, each: int = 8, seed: int = 0
) -> None:
    """Matched listings, and a reader for each need who says of the first ``each`` matches whether
    the cooperation suits; one answer in ten is a slip.
    """
    exchange = make_exchange(session, needs=needs, offers=offers, capabilities=0, topics=3)
    engine = MatchingEngine(ENCODER.info)
    index_listings(session, ENCODER, [listing.id for listing in exchange.all], now=NOW)
    match_listings(session, engine, ENCODER, None, now=NOW)
    chance = np.random.default_rng(seed)
    for need in exchange.needs:
        reader = make_user(session, need.organization)
        query = select(Match).where(Match.listing_id == need.id).order_by(Match.rank).limit(each)
        for match in session.scalars(query):
            fits = _suits(match) != (chance.random() < 0.1)
            session.add(make_feedback(need, match.counterpart_id, reader, fits, match.rank))
    session.flush()


def make_feedback(
    listing: Listing, other_id: int, reader: User, fits: bool, rank: int | None = 1
) -> Feedback:
    """Not added to the session."""
    return Feedback(
        listing_id=listing.id,
        counterpart_id=other_id,
        user_id=reader.id,
        answer="interesting" if fits else "not_relevant",
        reason="" if fits else "wrong_collaboration",
        rank=rank,
        at=NOW,
    )


def _suits(match: Match) -> bool:
    return {"verdict": "fits", "feature": "collaboration"} in [
        {"verdict": reason["verdict"], "feature": reason["feature"]} for reason in match.reasons
    ]
