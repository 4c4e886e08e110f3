"""Finding consortia: the slow half, which only reads."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from matchmaker.ranking.calibration import band
from matchmaker.ranking.consortium import Partner, Task, answers
from matchmaker.ranking.consortium_reasons import set_reasons
from matchmaker.ranking.consortium_search import Found, propose
from matchmaker.ranking.coverage import Coverage, Floats, Part, shared_words
from matchmaker.services.consortium_pool import (
    best_of_each_kind,
    candidates,
    own_side,
    owners,
    partner,
    task,
)
from matchmaker.services.consortium_texts import Comparison, need_parts, quotes
from matchmaker.services.indexing import load_listings
from matchmaker.services.market import Market, load_market
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.vectors import Progress, chunked
from models import Need
from models import vocabulary as v

_AT_ONCE: Final = 16  # needs whose sentences are held together
_LOWEST: Final = tuple(v.BANDS)[-1]


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """As in ``models.consortium``."""

    listing_id: int
    role: str
    score: float
    covers: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Draft:
    """One proposal, before it is stored."""

    members: tuple[MemberDraft, ...]
    score: float
    band: str
    coverage: float
    missing: list[str]
    reasons: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class ConsortiumPlan:
    """Need → its proposals, best first; a need that is not live has none."""

    proposals: Mapping[int, Sequence[Draft]]
    versions: Mapping[int, int]  # of the rows that were read
    now: dt.datetime
    evaluations: int = field(default=0, compare=False)  # sets that were valued


def plan_consortia(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    need_ids: Sequence[int] | None,
    *,
    now: dt.datetime,
    progress: Progress = lambda _phase, _done, _total: None,
) -> ConsortiumPlan:
    """Find consortia for these needs; ``None``: for all that are live. Reads only."""
    market = load_market(session, now=now)
    asked = sorted(market.needs) if need_ids is None else sorted(set(need_ids))
    live = [need for need in asked if need in market.needs]
    proposals: dict[int, Sequence[Draft]] = {need: [] for need in asked}
    evaluations = 0
    for chunk in chunked(live, _AT_ONCE):
        for need, drafts, valued in _planned(session, engine, encoder, market, chunk, progress):
            proposals[need] = drafts
            evaluations += valued
    return ConsortiumPlan(proposals, market.versions, now, evaluations)


@dataclass(frozen=True, slots=True)
class _Case:
    """A need with everything that its proposals are made of. ``answered`` has the shape
    (parts, partners); ``coverage.sentence`` holds places in ``sentences``.
    """

    need: Need
    parts: Sequence[Part]
    partners: Sequence[Partner]
    coverage: Coverage
    sentences: Sequence[str]
    task: Task
    answered: Floats


def _planned(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    market: Market,
    keys: Sequence[int],
    progress: Progress,
) -> Iterator[tuple[int, list[Draft], int]]:
    """Need, its proposals, and how many sets were valued for them."""
    for case in _cases(session, engine, encoder, market, keys, progress):
        outcome = propose(case.task, case.partners, case.answered)
        drafts = [_draft(case, found) for found in outcome.proposals]
        yield case.need.id, drafts, outcome.evaluations


def _cases(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    market: Market,
    keys: Sequence[int],
    progress: Progress,
) -> Iterator[_Case]:
    scores = candidates(session, engine, market, keys)
    pools = {need: best_of_each_kind(market, scores[need]) for need in keys}
    everybody = sorted({key for pool in pools.values() for key in pool})
    texts, known = quotes(session, everybody), owners(session, everybody)
    needs = [listing for listing in load_listings(session, keys) if isinstance(listing, Need)]
    parts = {need.id: need_parts(need) for need in needs}
    asked = {need: tuple(part.text for part in own) for need, own in parts.items()}
    comparison = Comparison(session, encoder, market)
    comparison.encode(asked | texts, progress)
    for need in needs:
        pool = pools[need.id]
        own = {key: texts.get(key, ()) for key in pool}
        partners = [partner(market.documents[k], known[k], scores[need.id][k]) for k in pool]
        coverage = comparison.coverage(need.id, asked[need.id], own)
        yield _Case(
            need=need,
            parts=parts[need.id],
            partners=partners,
            coverage=coverage,
            sentences=[sentence for theirs in own.values() for sentence in theirs],
            task=task(need, parts[need.id]),
            answered=answers(partners, coverage.shares),
        )


def _draft(case: _Case, found: Found) -> Draft:
    missing = list(found.missing)
    if case.task.two_countries and not found.is_international:
        missing.append("second_country")
    return Draft(
        members=tuple(_member(case, found, at) for at in found.members),
        score=found.score,
        band=_band(min(case.partners[at].score for at in found.members)),
        coverage=found.coverage,
        missing=missing,
        reasons=set_reasons(
            case.task,
            case.partners,
            case.parts,
            found,
            own_role=own_side(case.need),
            roles=v.CONSORTIUM_ROLES.labels,
            countries=v.COUNTRIES.labels,
        ),
    )


def _member(case: _Case, found: Found, at: int) -> MemberDraft:
    """``covers`` holds the parts that this member answers better than the others."""
    covers: list[dict[str, Any]] = [
        {
            "part": part.text,
            "by": case.sentences[case.coverage.sentence[row, at]],
            "score": round(float(case.answered[row, at]), 4),
        }
        for row, part in enumerate(case.parts)
        if found.by[row] == at
    ]
    for cover in covers:
        cover["words"] = list(shared_words(cover["part"], cover["by"]))
    who = case.partners[at]
    return MemberDraft(who.key, who.role.code, who.score, covers)


def _band(weakest: float) -> str:
    """A consortium is as strong as its weakest pair with the need."""
    return band(weakest) or _LOWEST
