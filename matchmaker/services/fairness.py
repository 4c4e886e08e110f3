"""The secretariat's weight for emerging and developing economies: read, set, and seen as such."""

import datetime as dt
from dataclasses import dataclass
from math import isfinite
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import job_queue
from matchmaker.services.audit import record
from models import Job, RankingSetting
from models.economies import SOURCE

NOTE_MAX: Final = 300
LATEST: Final = 10  # decisions that the panel shows
#: Weights that are offered, in log-odds, and what each does to a list.
CHOICES: Final = {
    0.0: N_("None"),
    0.1: N_("Slight: decides between proposals that fit equally well"),
    0.25: N_("Moderate: about a sixth of the width of a band"),
    0.5: N_("Strong: about a third of the width of a band"),
    1.0: N_("Very strong: about two thirds of the width of a band"),
}
_JOB: Final = "match_listings"


@dataclass(frozen=True, slots=True)
class Decision:
    """``by`` is empty where the person has left or it was set at the command line."""

    weight: float
    at: dt.datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The weight that holds, the decisions behind it, newest first, and the classification.

    ``reordering`` says that the lists are still to be put in order.
    """

    weight: float
    decisions: tuple[Decision, ...]
    reordering: bool
    source: str = SOURCE


def current_weight(session: Session) -> float:
    """In log-odds; 0 until somebody decides otherwise."""
    query = select(RankingSetting.emerging_weight).order_by(RankingSetting.id.desc()).limit(1)
    return session.scalar(query) or 0.0


def panel(session: Session, actor: Actor) -> Panel:
    """``NotPermitted`` for who may not see how matches are ranked."""
    require(actor, Permission.RANKING_READ)
    query = select(RankingSetting).options(joinedload(RankingSetting.set_by))
    rows = session.scalars(query.order_by(RankingSetting.id.desc()).limit(LATEST)).all()
    waiting = select(Job.id).where(Job.kind == _JOB, Job.state.in_(("waiting", "running")))
    return Panel(
        weight=current_weight(session),
        decisions=tuple(
            Decision(
                row.emerging_weight, row.set_at, row.set_by.name if row.set_by else "", row.note
            )
            for row in rows
        ),
        reordering=session.scalar(waiting.limit(1)) is not None,
    )


def set_weight(
    session: Session, actor: Actor, *, weight: float, note: str, now: dt.datetime
) -> RankingSetting:
    """Decide the weight; every list is put in order again by a job.

    Decisions are added, never changed. ``InvalidFields`` for a weight out of range or no reason;
    ``Conflict`` when it is what holds already.
    """
    require(actor, Permission.RANKING_SET)
    note = note.strip()
    if problems := _problems(weight, note):
        raise InvalidFields(problems)
    before = current_weight(session)
    if weight == before:
        raise Conflict("This is the weight that holds already.")
    setting = RankingSetting(emerging_weight=weight, set_at=now, set_by_id=actor.user_id, note=note)
    session.add(setting)
    session.flush()
    details = {"weight": weight, "before": before, "note": note}
    record(session, actor, "ranking.set_weight", "ranking", "fairness", now=now, details=details)
    job_queue.enqueue(session, _JOB, key=_JOB, payload={}, now=now)
    return setting


def _problems(weight: float, note: str) -> dict[str, str]:
    problems = {}
    if not isfinite(weight) or not 0.0 <= weight <= 1.0:
        problems["weight"] = "choose a weight from 0 to 1"
    if not note:
        problems["note"] = "say why, so that others can follow the decision"
    elif len(note) > NOTE_MAX:
        problems["note"] = f"use at most {NOTE_MAX} characters"
    return problems
