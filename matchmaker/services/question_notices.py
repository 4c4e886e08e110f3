"""Who is told what about a question: a side, or the officers who may relay it."""

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import notices
from matchmaker.services.sign_in import actor_of
from models import BlindQuestion, Membership, User

_SIDES: Final = ("representative", "contributor")


def to_asking(
    session: Session, question: BlindQuestion, template: str, *, now: dt.datetime
) -> None:
    """To the people of the organization that asks."""
    _to(session, question, question.from_organization_id, template, now)


def to_asked(session: Session, question: BlindQuestion, template: str, *, now: dt.datetime) -> None:
    """To those of the organization that is asked, if it knows of the question at all."""
    if question.passed_at is not None:
        _to(session, question, question.to_organization_id, template, now)


def to_desk(session: Session, question: BlindQuestion, *, now: dt.datetime) -> None:
    """To the officers without an own interest in either side."""
    for user in _people(session, ("officer",)):
        if allows(actor_of(user), Permission.QUESTION_RELAY, question):
            ids = {"question_id": question.id}
            notices.to_user(session, user.id, "question_submitted", ids, now=now)


def _to(
    session: Session,
    question: BlindQuestion,
    organization_id: int,
    template: str,
    now: dt.datetime,
) -> None:
    for user in _people(session, _SIDES, organization_id):
        notices.to_user(session, user.id, template, {"question_id": question.id}, now=now)


def _people(
    session: Session, roles: tuple[str, ...], organization_id: int | None = None
) -> list[User]:
    held = select(Membership.user_id).where(Membership.role.in_(roles))
    if organization_id is not None:
        held = held.where(Membership.organization_id == organization_id)
    query = select(User).where(User.is_active, User.id.in_(held)).order_by(User.id)
    return list(session.scalars(query))
