"""A challenger for the text score, learnt from a judged set and measured in folds."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.ranking.calibration import expected_calibration_error
from matchmaker.ranking.fusion import TextRanking
from matchmaker.services import ranker_switch
from matchmaker.services.evaluation import Run, cross_validate, evaluate, fit
from matchmaker.services.ranker_versions import TEXT, champion_id
from models import RankerVersion

JUDGEMENTS: Final = "judgements"
_LIVE: Final = "matchmaker"


@dataclass(frozen=True, slots=True)
class TextChallenger:
    ranking: TextRanking
    encoder: str
    report: Mapping[str, Any]


def plan_text(session: Session, run: Run, *, folds: int) -> TextChallenger:
    """Learn from all queries, and measure what that gives in folds; reads only.

    ``run`` ranks by what is in use: ``text_in_use``.

    The champion has no such handicap where it was fitted to the same queries: then the comparison
    is too kind to it, never to the challenger.
    """
    encoder = run.load_encoder().info.key
    champion = evaluate(run, [_LIVE])[_LIVE].measures
    challenger = cross_validate(run, folds)[f"{_LIVE}, in folds"]
    gain = challenger.measures["ndcg@10"] - champion["ndcg@10"]
    report = {
        "judged": run.judged.name,
        "queries": len(run.judged.queries),
        "folds": folds,
        "champion_version": champion_id(session),
        "champion": dict(champion),
        "challenger": {
            **challenger.measures,
            "ece": expected_calibration_error(challenger.diagram),
        },
        "is_better": gain > 0,
        "verdict": f"nDCG@10 {gain:+.3f} on {run.judged.name}, on queries that it had not seen.",
    }
    return TextChallenger(fit(run), encoder, report)


def write_text(
    session: Session, actor: Actor, challenger: TextChallenger, *, now: dt.datetime
) -> RankerVersion:
    """Keep it beside the others; it ranks nothing until somebody promotes it."""
    return ranker_switch.write(
        session,
        actor,
        {TEXT: challenger.ranking.as_json()},
        origin=JUDGEMENTS,
        encoder=challenger.encoder,
        report=challenger.report,
        now=now,
    )
