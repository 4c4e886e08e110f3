"""A challenger learnt from the platform's answers, and its comparison with what ranks now.

The slow half only reads: it finds the text scores and facts of the answered pairs as they are now,
learns, and compares. The short half writes one row.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from matchmaker.errors import Conflict
from matchmaker.policies.actor import Actor
from matchmaker.ranking.answers import Answered, Answers, Floats, as_arrays, log_odds_of
from matchmaker.ranking.comparison import by_band, compare_odds, held_out_odds
from matchmaker.ranking.features import findings
from matchmaker.ranking.learned import Learned
from matchmaker.ranking.learner import RankingLearner
from matchmaker.services import ranker_switch
from matchmaker.services.feedback_labels import Label, labels
from matchmaker.services.feedback_supply import supply_of
from matchmaker.services.market import Market, load_market
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.ranker_versions import FEEDBACK, PART, champion_id, in_use, versions
from models import RankerVersion

SEED: Final = 20_260_901
NEW_PAIRS: Final = 50  # answered since the last challenger before another one is made by itself


class TooFewAnswers(Conflict):
    """There is not enough to learn from, or nothing that could be held out."""


@dataclass(frozen=True, slots=True)
class Challenger:
    """What is to be written. ``report`` is JSON: labels, what was learnt, the comparison."""

    learned: Learned
    encoder: str
    report: Mapping[str, Any]


def plan_challenger(session: Session, engine: MatchingEngine, *, now: dt.datetime) -> Challenger:
    """Learn and compare; reads only. ``TooFewAnswers`` says what is there and what is missing."""
    given = labels(session)
    supply = supply_of((label.need, label.relevant) for label in given)
    if not supply.is_enough:
        raise TooFewAnswers(f"There are too few answers to learn from: {supply}.")
    market = load_market(session, now=now)
    engine.synchronise(session, market)
    pairs = list(_answered(engine, market, given))
    usable = supply_of((pair.need, pair.relevant) for pair in pairs)
    if not usable.is_enough:
        raise TooFewAnswers(
            f"Of the answered pairs too few can still be matched and learnt from: {usable}."
        )
    champion = in_use(session, engine.encoder_key)
    answers, learner = as_arrays(pairs), RankingLearner(seed=SEED)
    learner.fit(answers.design, answers.relevant, answers.weight, answers.need)
    report = {
        "labels": {**asdict(usable), "answered": len(given)},
        "ridge": learner.ridge_,
        "champion_version": champion_id(session),
        **_compared(answers, log_odds_of(champion, answers.design), learner),
    }
    return Challenger(learner.learned_, engine.encoder_key, report)


def write_challenger(
    session: Session, actor: Actor, challenger: Challenger, *, now: dt.datetime
) -> RankerVersion:
    """Keep it beside the others; it ranks nothing until somebody promotes it."""
    return ranker_switch.write(
        session,
        actor,
        {PART: challenger.learned.as_json()},
        origin=FEEDBACK,
        encoder=challenger.encoder,
        report=challenger.report,
        now=now,
    )


def is_due(session: Session) -> bool:
    """Whether there is enough to learn from, and more or something else than the last time.

    Something else: the last challenger was compared with another ranking than ranks now.
    """
    given = labels(session)
    if not supply_of((label.need, label.relevant) for label in given).is_enough:
        return False
    last = next((version for version in versions(session) if version.origin == FEEDBACK), None)
    if last is None or champion_id(session) not in (last.id, last.report["champion_version"]):
        return True
    known: int = last.report["labels"]["answered"]
    return len(given) >= known + NEW_PAIRS


def _answered(engine: MatchingEngine, market: Market, given: Sequence[Label]) -> Iterator[Answered]:
    """The labelled pairs that no limit keeps apart today, with what the ranking knows of them."""
    by_need: dict[int, dict[int, Label]] = defaultdict(dict)
    for label in given:
        by_need[label.need][label.document] = label
    needs = sorted(by_need.keys() & market.needs.keys())
    for need, hits in engine.hits(market, needs, len(market.documents)):
        for hit in hits:
            if said := by_need[need].get(hit.key):
                found = findings(market.needs[need], market.documents[hit.key])
                yield Answered(need, hit.score, found, said.relevant, said.weight, said.rank)


def _compared(answers: Answers, champion: Floats, learner: RankingLearner) -> dict[str, Any]:
    challenger = held_out_odds(answers, learner, seed=SEED)
    found = compare_odds(answers, champion, challenger, seed=SEED)
    return {
        "is_better": found.is_better,
        "verdict": found.verdict,
        "lists": found.lists,
        "champion": {**found.champion, "bands": by_band(answers, champion)},
        "challenger": {**found.challenger, "bands": by_band(answers, challenger)},
        "differences": {name: interval._asdict() for name, interval in found.differences.items()},
    }
