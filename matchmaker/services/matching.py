"""Stored matches brought up to date, both ways.

The slow half only reads; the short half writes whole lists. A changed listing costs one search of
its own, its place in the lists of others is found by its score, and only a list that was full and
lost a row is searched afresh, because its next row is not stored.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from matchmaker.ranking.explanation import Reader
from matchmaker.services import ranker_versions
from matchmaker.services.evidence import find_evidence
from matchmaker.services.market import Market, load_market
from matchmaker.services.match_lists import Entry, replace_lists
from matchmaker.services.match_planner import POOL, SHOWN, Planner
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.vectors import Progress, chunked
from models import Listing, Match

__all__ = ["MatchPlan", "MatchingEngine", "match_listings", "plan_matches", "write_matches"]


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """Lists to write. ``matched`` are the listings that were to be matched and are live."""

    lists: Mapping[int, Sequence[Entry]]
    matched: Sequence[int]
    versions: Mapping[int, int]  # of the rows that were read
    now: dt.datetime
    promotion: int  # of the ranking that made them


def match_listings(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    listing_ids: Sequence[int] | None,
    *,
    now: dt.datetime,
) -> int:
    """Recompute the matches of these listings; ``None``: of all that wait. Returns how many."""
    plan = plan_matches(session, engine, encoder, listing_ids, now=now)
    write_matches(session, plan)
    return len(plan.matched)


def plan_matches(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    listing_ids: Sequence[int] | None,
    *,
    now: dt.datetime,
    progress: Progress = lambda _phase, _done, _total: None,
) -> MatchPlan:
    """Find, rank and explain; reads only. A listing that is not live is taken out of all lists."""
    market = load_market(session, now=now)
    engine.synchronise(session, market)
    engine.rank_by(ranker_versions.text_in_use(session, engine.encoder_key))
    asked = _waiting(session, market) if listing_ids is None else sorted(set(listing_ids))
    gone = [key for key in asked if key not in market]
    wanted = [key for key in asked if key in market]
    if len(wanted) > POOL:  # so many touch every list: each is then computed once, afresh
        wanted = sorted(market.hashes)
    learned = ranker_versions.in_use(session, engine.encoder_key)
    planner = Planner(session, engine, market, learned, now=now)
    for done in planner.match(wanted, gone):
        progress("Matching", done, len(wanted))
    _explain(session, engine, encoder, planner, market, progress)
    matched = [key for key in wanted if key in planner.lists]
    promotion = ranker_versions.promotion_id(session)
    return MatchPlan(planner.lists, matched, market.versions, now, promotion)


def write_matches(session: Session, plan: MatchPlan) -> None:
    """Store the lists. What was edited or withdrawn since the plan is left to its own next turn.

    Nothing is stored when another ranking was promoted since: its own job makes all lists again.
    """
    if plan.promotion != ranker_versions.promotion_id(session):
        return
    stale = plan.versions.items() - _current_versions(session).items()
    changed = {key for key, _ in stale}
    current = {key: entries for key, entries in plan.lists.items() if key not in changed}
    lists = {
        key: [entry for entry in entries if entry.counterpart_id not in changed]
        for key, entries in current.items()
    }
    replace_lists(session, lists)
    cut = {key for key, entries in current.items() if len(lists[key]) < len(entries)}
    _mark_matched(session, sorted(set(plan.matched) - changed - cut), plan.now)
    _mark_matched(session, sorted(cut), None)


def _mark_matched(session: Session, keys: Sequence[int], at: dt.datetime | None) -> None:
    for chunk in chunked(keys):
        session.execute(update(Listing).where(Listing.id.in_(chunk)).values(matched_at=at))


def _current_versions(session: Session) -> dict[int, int]:
    query = select(Listing.id, Listing.version).where(Listing.state == "published")
    return dict(session.execute(query).all())


def _waiting(session: Session, market: Market) -> list[int]:
    """Never matched since the last change, or matched once and out of the market or past due."""
    listed = set(session.scalars(select(Match.listing_id).distinct()))
    overdue = {
        key
        for key in listed & market.needs.keys()
        if (deadline := market.needs[key].limits.deadline) and deadline < market.today
    }
    return sorted(market.unmatched | overdue | (listed - market.hashes.keys()))


def _explain(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    planner: Planner,
    market: Market,
    progress: Progress,
) -> None:
    lacking = planner.lacking_evidence()
    found = find_evidence(session, engine, encoder, lacking, progress=progress)
    for key, entries in planner.lists.items():
        reader: Reader = "need" if key in market.needs else "document"
        for entry in entries[:SHOWN]:
            pair = planner.pair(key, entry.counterpart_id)
            if not entry.evidence and pair in found:
                entry.evidence = found[pair].seen_by(reader)
