"""The signed link by which a colleague accepts an invitation: of one row, and gone with it."""

import datetime as dt
from typing import Final

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import NotFound
from models import MemberInvitation

VALID_FOR: Final = dt.timedelta(days=7)


def make(key: str, invitation: MemberInvitation) -> str:
    """The token of an invitation; its reference is random and no other row ever has it."""
    return str(_serializer(key).dumps(invitation.reference))


def read(session: Session, key: str, token: str, *, now: dt.datetime) -> MemberInvitation:
    """The invitation of a token that still holds; ``NotFound`` for any other."""
    invitation = session.scalars(
        select(MemberInvitation).where(MemberInvitation.reference == _reference(key, token))
    ).one_or_none()
    if invitation is None or is_over(invitation, now=now) or not invitation.user.is_active:
        raise NotFound("This link is no longer valid.")
    return invitation


def is_over(invitation: MemberInvitation, *, now: dt.datetime) -> bool:
    """Whether its seven days are past."""
    return now >= invitation.sent_at + VALID_FOR


def _reference(key: str, token: str) -> str:
    try:
        return str(_serializer(key).loads(token))
    except BadData:
        return ""


def _serializer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="join-organization")
