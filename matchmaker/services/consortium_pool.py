"""Who may join a consortium for a need: its best matches of each kind, with what is disclosed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.ranking.candidate import Candidate
from matchmaker.ranking.consortium import Partner, Task
from matchmaker.ranking.constraints import barrier
from matchmaker.ranking.coverage import Part
from matchmaker.ranking.roles import own_role, role_of, wanted_roles
from matchmaker.services.market import Market
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.vectors import chunked
from models import Listing, Match, Need, Offer, Organization

POOL: Final = {"offer": 40, "capability": 30}
LEAST: Final = 0.01  # of a pair with the need: whoever goes less with it joins nobody
_DEPTH: Final = 200  # nearest documents in which the best of each kind are looked for
#: Sectors that a works of any other one has to do with.
_EVERYBODYS: Final = frozenset({"cross_sector", "power", "hydrogen", "machinery"})
Scores = dict[int, float]  # document → score of its pair with the need


@dataclass(frozen=True, slots=True)
class Owner:
    """``offer_type`` is public; the country is empty where the listing is blind."""

    offer_type: str
    country: str


def candidates(
    session: Session, engine: MatchingEngine, market: Market, needs: Sequence[int]
) -> dict[int, Scores]:
    """For each need the documents that may join: the nearest by text, and its stored matches.

    A stored score stands before that of the text alone. A list of matches ends early, with what
    answers the whole need; whoever answers one part of it well may come far behind.
    """
    engine.synchronise(session, market)
    stored = _stored_scores(session, needs)
    found = dict(stored)
    for need, hits in engine.hits(market, needs, _DEPTH):
        found[need] = {hit.key: hit.score for hit in hits} | stored[need]
    return {need: _allowed(market, need, scores) for need, scores in found.items()}


def best_of_each_kind(market: Market, scores: Scores) -> list[int]:
    """The documents in order of their scores, as many of a kind as are looked at."""
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    return [
        key
        for kind, most in POOL.items()
        for key in [k for k in ordered if market.documents[k].kind == kind][:most]
    ]


def owners(session: Session, keys: Sequence[int]) -> dict[int, Owner]:
    """What the market's briefs and candidates do not carry."""
    found: dict[int, Owner] = {}
    for chunk in chunked(sorted(set(keys))):
        query = (
            select(Listing.id, Listing.disclosure, Offer.__table__.c.type, Organization.country)
            .select_from(Listing)
            .join(Organization, Organization.id == Listing.organization_id)
            .outerjoin(Offer.__table__, Offer.__table__.c.id == Listing.id)
            .where(Listing.id.in_(chunk))
        )
        for key, disclosure, offer_type, country in session.execute(query):
            found[key] = Owner(offer_type or "", "" if disclosure == "blind" else country)
    return found


def partner(candidate: Candidate, owner: Owner, score: float) -> Partner:
    """The candidate as a possible member."""
    organization_type = next(iter(candidate.organization_type), "")
    return Partner(
        key=candidate.key,
        kind=candidate.kind,
        role=role_of(
            candidate.kind, owner.offer_type, organization_type, candidate.collaborations.keys()
        ),
        country=owner.country,
        limits=candidate.limits,
        score=score,
    )


def own_side(need: Need) -> str:
    """The role of the need's own side; of a blind need whatever is usual."""
    return own_role("" if need.disclosure == "blind" else need.organization.type)


def task(need: Need, parts: Sequence[Part]) -> Task:
    """What the need asks for, of a blind one as far as it shows.

    Two countries are wanted where the need looks for a consortium for a call, or belongs to a
    partnership of countries.
    """
    weights = [part.weight for part in parts]
    if need.disclosure == "blind":
        return Task(weights, wanted_roles((), crosses_sectors=False) - {own_side(need)})
    foreign = set(need.sectors) - {*need.organization.sectors, *_EVERYBODYS}
    wanted = wanted_roles(need.collaborations, crosses_sectors=bool(foreign))
    return Task(
        weights,
        wanted - {own_side(need)},
        country=need.organization.country,
        two_countries="call_consortium" in need.collaborations or bool(need.partnership),
    )


def _stored_scores(session: Session, needs: Sequence[int]) -> dict[int, Scores]:
    """From the needs' own lists, and from the lists of others that they are in."""
    found: dict[int, Scores] = {need: {} for need in needs}
    for chunk in chunked(needs):
        pair = (Match.listing_id, Match.counterpart_id, Match.score)
        for need, document, score in session.execute(
            select(*pair).where(Match.listing_id.in_(chunk))
        ):
            found[need][document] = score
        for document, need, score in session.execute(
            select(*pair).where(Match.counterpart_id.in_(chunk))
        ):
            found[need][document] = score
    return found


def _allowed(market: Market, need: int, scores: Scores) -> Scores:
    """Without what has left the market since, and what a hard constraint keeps from the need."""
    limits = market.needs[need].limits
    return {
        key: score
        for key, score in scores.items()
        if score >= LEAST
        and key in market.documents
        and barrier(limits, market.documents[key].limits, market.today) is None
    }
