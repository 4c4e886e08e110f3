"""Which kind of notification reaches a person how: each person's own choice."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields
from matchmaker.policies.actor import STAFF_ROLES, Actor
from matchmaker.services.notice_kinds import KINDS
from models import Notification, NotificationSetting
from models import vocabulary as v


def channels(session: Session, actor: Actor) -> dict[str, str]:
    """Kind → channel, of the kinds that this person can ever be told of."""
    rows = select(NotificationSetting).where(NotificationSetting.user_id == actor.user_id)
    chosen = {row.kind: row.channel for row in session.scalars(rows)}
    is_staff = actor.has(*STAFF_ROLES)
    return {
        code: chosen.get(code, kind.channel)
        for code, kind in KINDS.items()
        if is_staff or not kind.staff
    }


def choose(session: Session, actor: Actor, wanted: Mapping[str, str]) -> None:
    """Keep a channel for each of some kinds; ``InvalidFields`` names what is in no list.

    What waits for the weekly mail and is not wanted there any more is taken out of it.
    """
    wrong = [
        kind
        for kind, channel in wanted.items()
        if kind not in KINDS or channel not in v.NOTIFICATION_CHANNELS
    ]
    if wrong:
        raise InvalidFields(dict.fromkeys(wrong, "choose one of the ways"))
    for kind, channel in wanted.items():
        session.merge(NotificationSetting(user_id=actor.user_id, kind=kind, channel=channel))
    session.flush()
    unwanted = [kind for kind, channel in wanted.items() if channel in ("site", "off")]
    waiting = (
        Notification.user_id == actor.user_id,
        Notification.kind.in_(unwanted),
        Notification.mailed_at.is_(None),
    )
    session.execute(update(Notification).where(*waiting).values(mail=""))
