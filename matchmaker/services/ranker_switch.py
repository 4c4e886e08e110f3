"""A challenger is written, promoted after its comparison, or taken back; each step is logged."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotFound
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.ranking.learned import from_json
from matchmaker.services import audit, job_queue
from matchmaker.services.ranker_versions import (
    PART,
    champion_id,
    is_better,
    line,
    objection,
    ranks,
)
from models import RankerPromotion, RankerVersion

REASON_MAX: Final = 1_000
_REMATCH: Final = "match_everything"


def write(
    session: Session,
    actor: Actor,
    learnt: Mapping[str, Any],
    *,
    origin: str,
    encoder: str,
    report: Mapping[str, Any],
    now: dt.datetime,
) -> RankerVersion:
    """Keep a challenger; nothing ranks by it yet.

    ``learnt`` holds its parts as JSON; the other parts are those of the champion.
    """
    require(actor, Permission.RANKING_SET)
    champion = ranks(session)
    parts = champion.parameters if champion else {}
    version = RankerVersion(
        made_at=now,
        origin=origin,
        encoder=encoder,
        parameters={**parts, **learnt},
        report=dict(report),
    )
    session.add(version)
    session.flush()
    _record(session, actor, "train", version.id, {"is_better": is_better(version)}, now=now)
    return version


def promote(
    session: Session,
    actor: Actor,
    version_id: int,
    *,
    now: dt.datetime,
    force: bool = False,
    reason: str = "",
) -> RankerPromotion:
    """Let a version rank; all matches are made again by a job.

    ``Conflict`` for one that ranks already or is not better, unless ``force`` with a reason.
    """
    require(actor, Permission.RANKING_SET)
    version = session.get(RankerVersion, version_id)
    if version is None:
        raise NotFound(
            phrase("There is no version %(version_id)s of the ranking.", version_id=version_id)
        )
    if champion_id(session) == version.id:
        raise Conflict(phrase("Version %(id)s ranks already.", id=version.id))
    if PART in version.parameters:
        from_json(version.parameters[PART])  # never promote what cannot be read
    against = objection(session, version)
    if against and not force:
        raise Conflict(against)
    if force:
        _check_reason(reason)
    forced = {"against": against} if against else {}
    return _switch(session, actor, "promote", version, now=now, reason=reason, details=forced)


def rollback(
    session: Session, actor: Actor, *, now: dt.datetime, reason: str = ""
) -> RankerPromotion:
    """Back to what ranked before the version that ranks now; again, and one further back.

    ``Conflict`` where the shipped ranking ranks and nothing was before it.
    """
    require(actor, Permission.RANKING_SET)
    known = line(session)
    if len(known) < 2:
        raise Conflict("The shipped ranking ranks; there is nothing to go back to.")
    return _switch(session, actor, "roll_back", known[-2], now=now, reason=reason, details={})


def _switch(
    session: Session,
    actor: Actor,
    action: str,
    version: RankerVersion | None,
    *,
    now: dt.datetime,
    reason: str,
    details: Mapping[str, Any],
) -> RankerPromotion:
    if len(reason) > REASON_MAX:
        raise InvalidFields(
            {"reason": phrase("must have at most %(most)s characters", most=REASON_MAX)}
        )
    came_from = champion_id(session)
    row = RankerPromotion(
        version_id=version.id if version else None,
        at=now,
        by=actor.email or "command line",
        reason=reason.strip(),
    )
    session.add(row)
    session.flush()
    steps = {"from": came_from, "to": row.version_id, "reason": row.reason, **details}
    _record(session, actor, action, row.version_id, steps, now=now)
    job_queue.enqueue(session, _REMATCH, key=_REMATCH, payload={}, now=now)
    return row


def _record(
    session: Session,
    actor: Actor,
    action: str,
    version: int | None,
    details: Mapping[str, Any],
    *,
    now: dt.datetime,
) -> None:
    subject = f"version {version}" if version else "shipped"
    audit.record(session, actor, f"ranking.{action}", "ranking", subject, now=now, details=details)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidFields({"reason": "say why it shall rank all the same"})
