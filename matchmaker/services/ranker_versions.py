"""Versions of the learned ranking: which ranks, which ranked before, what speaks against one."""

import logging
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import InvalidFields
from matchmaker.ranking.fusion import TextRanking, shipped
from matchmaker.ranking.learned import SHIPPED, Learned, from_json
from models import RankerPromotion, RankerVersion

FEEDBACK: Final = "feedback"  # the origin of versions that are learnt here
#: Where a version keeps what answers taught; what else ranks may have parts of its own beside it.
PART: Final = "learned"
#: Where it keeps what a judged set taught about texts.
TEXT: Final = "text"
log = logging.getLogger(__name__)


def in_use(session: Session, encoder: str) -> Learned:
    """What ranks now, for text scores that this encoder gives.

    What was fitted to another encoder's scores, or cannot be read any more, does not rank: the
    shipped ranking stands in until somebody trains again.
    """
    version = ranks(session)
    if version is None or version.encoder != encoder or PART not in version.parameters:
        return SHIPPED
    try:
        return from_json(version.parameters[PART])
    except InvalidFields as error:
        log.warning("version %d of the ranking cannot be read: %s", version.id, error)
        return SHIPPED


def text_in_use(session: Session, encoder: str) -> TextRanking:
    """What is learned about texts, by the same rule; versions from answers keep the one before."""
    version = ranks(session)
    if version is None or version.encoder != encoder or TEXT not in version.parameters:
        return shipped(encoder)
    try:
        return TextRanking.from_json(version.parameters[TEXT])
    except ValueError as error:
        log.warning("version %d of the ranking cannot be read: %s", version.id, error)
        return shipped(encoder)


def ranks(session: Session) -> RankerVersion | None:
    """The version that is promoted; ``None`` for the shipped ranking."""
    promotion = _newest(session)
    return promotion.version if promotion else None


def promotion_id(session: Session) -> int:
    """Which switch holds; 0 before the first."""
    return session.scalar(select(func.max(RankerPromotion.id))) or 0


def versions(session: Session) -> list[RankerVersion]:
    """All of them, newest first."""
    return list(session.scalars(select(RankerVersion).order_by(RankerVersion.id.desc())))


def promotions(session: Session) -> list[RankerPromotion]:
    """Every switch, oldest first."""
    query = select(RankerPromotion).options(joinedload(RankerPromotion.version))
    return list(session.scalars(query.order_by(RankerPromotion.id)))


def objection(session: Session, version: RankerVersion) -> str:
    """Why this version should not rank, in a sentence; empty where nothing speaks against it."""
    if "is_better" not in version.report:
        return "The version has not been compared with what ranks now."
    champion = champion_id(session)
    if version.report.get("champion_version") != champion:
        return "The version was compared with another one than ranks now: train again."
    return "" if is_better(version) else str(version.report.get("verdict", "It is not better."))


def champion_id(session: Session) -> int | None:
    """The number of the version that ranks; ``None`` for the shipped ranking."""
    version = ranks(session)
    return version.id if version else None


def line(session: Session) -> list[RankerVersion | None]:
    """What ranked, the shipped ranking (``None``) first and what ranks now last.

    A switch to the one before is a way back: it takes the last one away.
    """
    stack: list[RankerVersion | None] = [None]
    for promotion in promotions(session):
        if len(stack) > 1 and stack[-2] is promotion.version:
            stack.pop()
        else:
            stack.append(promotion.version)
    return stack


def is_better(version: RankerVersion) -> bool:
    return version.report.get("is_better") is True


def _newest(session: Session) -> RankerPromotion | None:
    query = select(RankerPromotion).options(joinedload(RankerPromotion.version))
    return session.scalars(query.order_by(RankerPromotion.id.desc()).limit(1)).one_or_none()
