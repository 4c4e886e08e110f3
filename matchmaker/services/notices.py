"""Who is told what: one notification for each person, in the transaction of its cause."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import job_queue
from matchmaker.services.notice_kinds import KINDS, NOTICES
from matchmaker.services.sign_in import actor_of
from models import (
    Introduction,
    IntroductionParty,
    Invitation,
    Listing,
    Membership,
    Notification,
    NotificationSetting,
    User,
)


def to_user(
    session: Session, user_id: int, template: str, ids: Mapping[str, int], *, now: dt.datetime
) -> None:
    """One notification for one person, in the channel that the person has chosen for its kind.

    ``template`` is a file of ``templates/mail``. What waits to be mailed is not added again.
    """
    kind = NOTICES[template].kind
    channel = _channel(session, user_id, kind)
    if channel == "off" or _waits(session, user_id, template, ids):
        return
    notice = Notification(
        user_id=user_id,
        kind=kind,
        template=template,
        payload=dict(ids),
        mail="" if channel == "site" else channel,
        created_at=now,
    )
    session.add(notice)
    session.flush()
    if channel == "at_once":
        _mail(session, notice, now)


def _channel(session: Session, user_id: int, kind: str) -> str:
    chosen = session.get(NotificationSetting, (user_id, kind))
    return chosen.channel if chosen else KINDS[kind].channel


def _waits(session: Session, user_id: int, template: str, ids: Mapping[str, int]) -> bool:
    """Whether the same is told already, and neither read nor mailed yet."""
    alike = select(Notification.payload).where(
        Notification.user_id == user_id,
        Notification.template == template,
        Notification.read_at.is_(None),
        Notification.mailed_at.is_(None),
    )
    return any(payload == ids for payload in session.scalars(alike))


def _mail(session: Session, notice: Notification, now: dt.datetime) -> None:
    payload = {"template": notice.template, "user_id": notice.user_id, **notice.payload}
    ids = (str(value) for value in notice.payload.values())
    key = ":".join(["mail", notice.template, str(notice.user_id), *ids])
    payload["notification_id"] = notice.id
    job_queue.enqueue(session, "send_mail", key=key, payload=payload, now=now)


def to_officers(
    session: Session, template: str, ids: Mapping[str, int], *, now: dt.datetime
) -> None:
    """To every active officer of the secretariat."""
    for user_id in _active(session, ("officer",)):
        to_user(session, user_id, template, ids, now=now)


def to_second_officers(
    session: Session, introduction: Introduction, template: str, *, now: dt.datetime
) -> None:
    """To every active officer and approver who may decide now: neither recused, nor the one who has
    looked already. That a case is flagged is for nobody else.
    """
    ids = {"introduction_id": introduction.id}
    for user_id in _active(session, ("officer", "approver")):
        who = actor_of(session.get_one(User, user_id))
        if allows(who, Permission.INTRODUCTION_DECIDE, introduction):
            to_user(session, user_id, template, ids, now=now)


def to_auditors(
    session: Session, template: str, ids: Mapping[str, int], *, now: dt.datetime
) -> None:
    """To every active auditor."""
    for user_id in _active(session, ("auditor",)):
        to_user(session, user_id, template, ids, now=now)


def to_owners(
    session: Session,
    listing: Listing,
    template: str,
    *,
    now: dt.datetime,
    ids: Mapping[str, int] | None = None,
) -> None:
    """To the representatives of the organization that posted the listing."""
    owners = _active(session, ("representative",), listing.organization_id)
    for user_id in owners:
        to_user(session, user_id, template, ids or {"listing_id": listing.id}, now=now)


def to_invited(session: Session, invitation: Invitation, *, now: dt.datetime) -> None:
    """To the representatives of an organization that is asked to list something."""
    ids = {"listing_id": invitation.listing_id}
    for user_id in _active(session, ("representative",), invitation.organization_id):
        to_user(session, user_id, "invitation", ids, now=now)


def to_party(
    session: Session,
    party: IntroductionParty,
    template: str,
    *,
    now: dt.datetime,
    ids: Mapping[str, int] | None = None,
) -> None:
    """To the representatives of one party of an introduction; ``ids`` of what else it is about."""
    of_party = {"introduction_id": party.introduction_id, "party_id": party.id, **(ids or {})}
    for user_id in _active(session, ("representative",), party.organization_id):
        to_user(session, user_id, template, of_party, now=now)


def _active(
    session: Session, roles: tuple[str, ...], organization_id: int | None = None
) -> list[int]:
    query = (
        select(User.id)
        .join(Membership)
        .where(User.is_active, Membership.role.in_(roles))
        .distinct()
        .order_by(User.id)
    )
    if organization_id is not None:
        query = query.where(Membership.organization_id == organization_id)
    return list(session.scalars(query))
